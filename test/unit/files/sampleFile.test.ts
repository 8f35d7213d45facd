import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSamples, readSamples } from '../../../src/adapters/files/sampleFile.js';
import { BadInputError } from '../../../src/domain/errors.js';
import { temporaryFolder } from '../../support/models.js';
import { valueOf } from '../binance/support/valueOf.js';
import { plantedSamples, sampleLines } from '../../support/samples.js';

const samples = plantedSamples({ count: 3, featureCount: 2 });
const whole = sampleLines(samples);

describe('samples in lines', () => {
  it('come back as they were written, whatever else is on a line, with empty lines and CR LF', () => {
    expect(parseSamples(whole, 'x')).toEqual({ samples, isTorn: false });
    expect(parseSamples(`\n${whole.replaceAll('\n', '\r\n\r\n')}`, 'x').samples).toEqual(samples);
    const more = { ...samples[0], bestRatio: 0.02, score: -64.5, signalId: 'abc' };
    expect(parseSamples(JSON.stringify({ ...more, parts: [1] }), 'x').samples).toEqual([more]);
    expect(parseSamples('', 'x')).toEqual({ samples: [], isTorn: false });
  });

  it('lose their last line when it was cut short, wherever that was', () => {
    const lastFrom = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let length = lastFrom + 1; length < whole.length - 1; length += 1)
      expect(parseSamples(whole.slice(0, length), 'x')).toEqual({ samples: samples.slice(0, 2), isTorn: true });
    // Only its line feed is missing: it is whole.
    expect(parseSamples(whole.slice(0, -1), 'x')).toEqual({ samples, isTorn: false });
  });

  it.each([
    ['no JSON in the middle', '{"symbol":\n', 'found no JSON'],
    ['no object', '[]\n', 'found ``: '],
    ['an outcome of neither kind', line({ outcome: 2 }), '`outcome`'],
    ['a feature that is null', line({ features: [1, null] }), '`features.1`'],
    ['no features', line({ features: [] }), '`features`'],
    ['an end before the beginning', line({ closedAtMs: 1 }), '`closedAtMs`: is before `openedAtMs`'],
    ['a direction of neither kind', line({ direction: 'up' }), '`direction`'],
    ['no hash', line({ featureHash: undefined }), '`featureHash`'],
  ])('are refused with the line when one has %s', (_, text, sentence) => {
    const read = () => parseSamples(text, 'samples.jsonl');
    expect(read).toThrow(BadInputError);
    expect(read).toThrow(/^samples\.jsonl, line 1: expected samples of the virtual loop/);
    expect(read).toThrow(sentence);
  });

  it('are read from a file, and a file that is not there is bad input', async () => {
    const { folder, remove } = await temporaryFolder();
    try {
      const path = join(folder, 'samples.jsonl');
      await writeFile(path, whole);
      expect((await valueOf(readSamples(path))).samples).toEqual(samples);
      await rm(path);
      await expect(valueOf(readSamples(path))).rejects.toThrow(/found it cannot be read \(it does not exist\)/);
    } finally {
      await remove();
    }
  });
});

function line(change: object): string {
  return `${JSON.stringify({ ...samples[0], ...change })}\n`;
}
