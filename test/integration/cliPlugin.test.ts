import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { factorContract } from '../../src/core/factors/factorContract.js';
import { loadPlugins } from '../../src/cli/plugins.js';
import { configSchema } from '../../src/config/schema.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess } from '../support/cliProcess.js';

const folder = new CliFolder();
afterAll(() => folder.remove());

interface Told {
  readonly msg: string;
  readonly parts?: Readonly<Record<string, number>>;
  readonly abstained?: Readonly<Record<string, string>>;
}

/** What a run tells of its first signals. */
async function firstSignals(args: readonly string[], count: number): Promise<readonly Told[]> {
  const run = new CliProcess(['--max', '4', '--min-score', '0', ...args]);
  await run.lineCount(/"msg":"signal"/, count);
  run.kill('SIGTERM');
  const { code, stdout, stderr } = await run.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told)
    .filter(({ msg }) => msg === 'signal');
}

describe.concurrent('a plugin', { timeout: 40_000 }, () => {
  it('of the examples has its part in the signals of the daemon, wherever that was started', async () => {
    const signals = await firstSignals(['--config', 'examples/plugin.yaml'], 4);
    for (const { parts } of signals) {
      expect(parts).toMatchObject({ trend: expect.any(Number) as number, rangePosition: expect.any(Number) as number });
      expect(Math.abs(parts!.rangePosition!)).toBeLessThanOrEqual(100);
    }
    expect(signals.length).toBeGreaterThanOrEqual(4);
  });

  it('of the examples keeps the contract', async () => {
    const { factors } = configSchema.parse({});
    const [rangePosition] = await loadPlugins({ plugins: [resolve('examples/rangePosition.js')], factors });
    factorContract(rangePosition!);
  });

  it('may be a list of plain objects, beside the file that names it; one that fails is told and costs no cycle', async () => {
    folder.write(
      'two.mjs',
      `export default [
        { name: 'always', kind: 'directional', requiredKlines: 1, score: () => 99 },
        { name: 'lucky', kind: 'modulator', requiredKlines: 1, weight: 0.5, score: () => 1.2 },
      ];`,
    );
    const [signal] = await firstSignals(['--config', folder.write('two.yaml', 'plugins: [./two.mjs]\n')], 1);
    expect(signal?.parts).toMatchObject({ always: 99, lucky: 1.1 });
    folder.write(
      'fails.mjs',
      `export default { name: 'picky', kind: 'directional', requiredKlines: 1, score: ({ symbol }) => {
        if (symbol === 'BTCUSDT') throw new Error('not this one');
        return 1;
      } };`,
    );
    const run = new CliProcess(['--max', '2', '--config', folder.write('fails.yaml', 'plugins: [./fails.mjs]\n')]);
    const [cycle] = await run.lineCount(/"msg":"cycle"/, 1);
    const [failure] = await run.lineCount(/factor failed/, 1);
    run.kill('SIGTERM');
    expect(JSON.parse(cycle!)).toMatchObject({ symbols: 1, failed: 1 });
    expect(JSON.parse(failure!)).toMatchObject({
      factor: 'picky',
      count: 1,
      symbols: ['BTCUSDT'],
      msg: 'factor failed: not this one',
    });
    expect((await run.ended).code).toBe(0);
  });

  it('says what every input is missing for', async () => {
    const [signal] = await firstSignals([], 1);
    expect(signal?.abstained).toMatchObject({});
    expect(Object.keys({ ...signal?.parts, ...signal?.abstained }).length).toBe(10);
  });
});
