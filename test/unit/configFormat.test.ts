import { describe, expect, it } from 'vitest';
import { formatConfig } from '../../src/config/formatConfig.js';
import { loadConfig } from '../../src/config/loadConfig.js';
import { configLeaves } from '../../src/config/tree.js';

describe('formatConfig', () => {
  const symbols = 'BTCUSDT,ETHUSDT,币安人生USDT,SOLUSDT,XRPUSDT';
  const { config, origins } = loadConfig({
    profile: 'demo',
    env: { CANDLEWICK_UNIVERSE__SYMBOLS: symbols },
    flags: [{ path: 'scan.minScore', value: '55.5', flag: '--min-score' }],
  });
  const lines = formatConfig(config, origins).split('\n');
  const line = (path: string) => lines.find((each) => each.startsWith(`${path} `));

  it('gives one line to each setting, and ends with a line break', () => {
    expect(lines).toHaveLength(configLeaves.length + 1);
    expect(lines.at(-1)).toBe('');
  });

  it('says value and origin', () => {
    expect(line('scan.minScore')).toMatch(/^scan\.minScore {2,}55\.5 {2,}\(flag --min-score\)$/);
    expect(line('exchange.mode')).toMatch(/ simulated +\(profile demo \(config\/demo\.yaml:\d+\)\)$/);
    expect(line('simulator.dataDir')).toMatch(/ null +\(default\)$/);
    expect(line('universe.blacklist')).toMatch(/ \[\] +\(default\)$/);
    expect(line('windows.intervals')).toMatch(/ 5m,15m,1h +\(default\)$/);
  });

  it('aligns the columns, but for a value too long for its own', () => {
    const column = line('scan.periodMs')?.indexOf('(');
    const unaligned = lines.filter((each) => each !== '' && each.indexOf('(') !== column);
    expect(unaligned).toEqual([line('universe.symbols')]);
    expect(line('universe.symbols')).toContain(`${symbols}  (environment CANDLEWICK_UNIVERSE__SYMBOLS)`);
  });
});
