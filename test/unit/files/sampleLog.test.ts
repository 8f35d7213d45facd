import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SampleLog } from '../../../src/adapters/files/sampleLog.js';
import type { Sample } from '../../../src/domain/sample.js';
import { CliFolder } from '../../support/cliFolder.js';
import { virtualSymbol } from '../../support/virtualPositions.js';

const place = new CliFolder();
afterAll(() => place.remove());

const sampleOf = (signalId: string): Sample => ({
  signalId,
  symbol: virtualSymbol,
  direction: 'long',
  openedAtMs: 1,
  closedAtMs: 2,
  features: [0.5],
  featureHash: 'f',
  outcome: 1,
  returnRatio: 0.01,
});
const idsOf = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `id${first + index}`);

describe('samples that are written in several parts', () => {
  it.each([0, 3])('are all in the file or none of them, beside %d of before', async (before) => {
    const folder = place.path(`log${before}`);
    mkdirSync(folder, { recursive: true });
    const log = new SampleLog(folder, 1e9);
    const kept = idsOf(0, before);
    if (before > 0) await log.append(kept.map(sampleOf));
    const written = (): readonly unknown[] =>
      readFileSync(join(folder, 'samples.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as Sample).signalId);

    const ids = idsOf(before, 350);
    let isBroken = true;
    const samples = ids.map(sampleOf);
    Object.defineProperty(samples[250], 'score', {
      enumerable: true,
      get: () => {
        if (isBroken) throw new Error('no more room');
        return 70;
      },
    });
    await expect(log.append(samples)).rejects.toThrow('no more room');
    expect(written()).toEqual(kept);
    isBroken = false;
    await log.append(samples);
    expect(written()).toEqual([...kept, ...ids]);
  });

  it('count as one when it is asked whether the file is long', async () => {
    const folder = place.path('long');
    const log = new SampleLog(folder, 30_000);
    await log.append(idsOf(0, 250).map(sampleOf));
    await log.append(idsOf(250, 1).map(sampleOf));
    expect(readFileSync(join(folder, 'samples-000001.jsonl'), 'utf8').split('\n')).toHaveLength(251);
    expect(readFileSync(join(folder, 'samples.jsonl'), 'utf8').split('\n')).toHaveLength(2);
  });
});
