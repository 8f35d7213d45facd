import { afterAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { virtualFolder } from '../../src/cli/virtual/virtualFolder.js';
import { RefusedConfig } from './configRefused.js';

const refused = new RefusedConfig();
afterAll(() => refused.remove());

describe('laws of virtual positions', () => {
  it.each([
    ['targetDistances: [6, 3]', /`virtual\.targetDistances` must be ascending: the nearest target first; found/],
    ['targetShares: [1]', /`virtual\.targetShares` must be one share for each of `virtual\.targetDistances`; found/],
    ['targetShares: [0.5, 0.6]', /`virtual\.targetShares` must be shares that sum up to 1 at most; found/],
  ])('%s is refused', (text, sentence) => {
    expect(refused.refusalOfFile(`virtual: { ${text} }\n`)).toMatch(sentence);
  });
});

describe('the folder of virtual positions', () => {
  const config = configSchema.parse({ state: { folder: 'state' } });
  const { exchange, simulator } = config;
  const simulated = { ...exchange, mode: 'simulated' as const };

  it('is one for each market, so that samples of two never mix', () => {
    expect(virtualFolder(config)).toBe('state/virtual/fapi.binance.com');
    const local = { ...exchange, restUrl: 'http://127.0.0.1:8080' };
    expect(virtualFolder({ ...config, exchange: local })).toBe('state/virtual/127.0.0.1-8080');
    const first = virtualFolder({ ...config, exchange: simulated });
    expect(first).toMatch(/^state\/virtual\/simulated-[0-9a-f]{8}$/);
    expect(virtualFolder({ ...config, exchange: simulated, simulator: { ...simulator, speed: 7 } })).toBe(first);
    expect(virtualFolder({ ...config, exchange: simulated, simulator: { ...simulator, seed: 7 } })).not.toBe(first);
  });

  it('is none when nothing is to be kept', () => {
    expect(virtualFolder({ ...config, state: { ...config.state, folder: null } })).toBeUndefined();
  });
});
