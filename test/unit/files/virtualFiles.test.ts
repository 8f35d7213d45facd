import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { from, Subject, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { readSamples } from '../../../src/adapters/files/sampleFile.js';
import { sampleFilesIn } from '../../../src/adapters/files/sampleLog.js';
import { virtualFiles } from '../../../src/adapters/files/virtualFiles.js';
import { followKline } from '../../../src/core/virtual/followPosition.js';
import { sampleOf } from '../../../src/core/virtual/sampleOf.js';
import type { Sample } from '../../../src/domain/sample.js';
import type { VirtualPosition } from '../../../src/domain/virtualPosition.js';
import type { RecalledVirtual, VirtualKeep, VirtualKept } from '../../../src/ports/virtualStore.js';
import { CliFolder } from '../../support/cliFolder.js';
import { virtualKline, virtualPosition } from '../../support/virtualPositions.js';
import { valueOf } from '../binance/support/valueOf.js';

const place = new CliFolder();
afterAll(() => place.remove());
let folders = 0;
const newFolder = (): string => place.path(`virtual${(folders += 1)}`);

const position = (signalId: string): VirtualPosition =>
  virtualPosition({ signalId }, { seenToMs: 1_800_000_000_123, bestRatio: 0.1 / 3, targetsTaken: 1, takenRatio: 0.01 });
function sample(signalId: string): Sample {
  const step = followKline(virtualPosition({ signalId }), virtualKline(0, [100, 110, 99, 105]));
  if (step.kind === 'open') throw new Error('it goes on');
  return sampleOf(step, 0.001);
}
const keepOf = (samples: readonly string[], positions: readonly string[]): VirtualKeep => ({
  samples: samples.map(sample),
  positions: () => positions.map(position),
});
const storeIn = (folder: string, rotateBytes = 1e6) => virtualFiles({ folder, rotateBytes, pauseMs: 1 });
const keep = (folder: string, keeps: readonly VirtualKeep[], rotateBytes?: number): Promise<VirtualKept[]> =>
  valueOf(storeIn(folder, rotateBytes).keep(from(keeps)).pipe(toArray()));
const recall = (folder: string): Promise<RecalledVirtual> => valueOf(storeIn(folder).recall());
async function samplesIn(folder: string): Promise<readonly string[]> {
  const files = await sampleFilesIn(folder);
  const read = await Promise.all(files.map((file) => valueOf(readSamples(file))));
  return read.flatMap(({ samples, isTorn }) => {
    expect(isTorn).toBe(false);
    return samples.map(({ signalId }) => signalId!);
  });
}

describe('virtualFiles', () => {
  it('gives back what is open, to the last digit, and makes no folder before', async () => {
    const folder = newFolder();
    expect(await recall(folder)).toEqual({ positions: [], endedIds: [], troubles: [] });
    expect(existsSync(folder)).toBe(false);
    const many = Array.from({ length: 1_234 }, (_, index) => `id${index}`);
    expect(await keep(folder, [keepOf([], many)])).toEqual([]);
    expect(await recall(folder)).toEqual({ positions: many.map(position), endedIds: [], troubles: [] });
    expect(readdirSync(folder)).toEqual(['positions.jsonl']);
    expect(await keep(folder, [keepOf([], [])])).toEqual([]);
    expect((await recall(folder)).positions).toEqual([]);
  });

  it('keeps samples so that they are read as they were', async () => {
    const folder = newFolder();
    expect(await keep(folder, [keepOf(['a', 'b'], ['c'])])).toEqual([{ kind: 'kept', samples: 2 }]);
    expect(await keep(folder, [keepOf(['c'], [])])).toEqual([{ kind: 'kept', samples: 1 }]);
    const read = await valueOf(readSamples(join(folder, 'samples.jsonl')));
    expect(read).toEqual({ samples: ['a', 'b', 'c'].map(sample), isTorn: false });
    expect((await recall(folder)).endedIds).toEqual(['a', 'b', 'c']);
  });

  it('writes what comes while it writes together, in order, and what is open last', async () => {
    const folder = newFolder();
    const keeps$ = new Subject<VirtualKeep>();
    const kept = valueOf(storeIn(folder).keep(keeps$).pipe(toArray()));
    const ids = Array.from({ length: 50 }, (_, index) => `id${index}`);
    ids.forEach((id, index) => keeps$.next(keepOf([id], ids.slice(index + 1))));
    keeps$.complete();
    expect((await kept).map((each) => (each.kind === 'kept' ? each.samples : 0))).toEqual([1, 49]);
    expect(await samplesIn(folder)).toEqual(ids);
    expect((await recall(folder)).positions).toEqual([]);
  });

  it('puts a long file aside and begins another, and knows the ids in both', async () => {
    const folder = newFolder();
    const bytes = JSON.stringify(sample('a')).length + 1;
    for (const id of ['a', 'b', 'c', 'd', 'e']) await keep(folder, [keepOf([id], [])], 2 * bytes);
    expect((await sampleFilesIn(folder)).map((file) => file.slice(folder.length + 1))).toEqual([
      'samples-000001.jsonl',
      'samples-000002.jsonl',
      'samples.jsonl',
    ]);
    expect(await samplesIn(folder)).toEqual(['a', 'b', 'c', 'd', 'e']);
    // All of them are young; then only the last two files may hold what is open.
    expect((await recall(folder)).endedIds).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const file of await sampleFilesIn(folder)) utimesSync(file, 1, 1);
    expect((await recall(folder)).endedIds).toEqual(['c', 'd', 'e']);
  });

  it('follows on after a kill between the samples and what is open, and makes none of them twice', async () => {
    const folder = newFolder();
    await keep(folder, [keepOf(['a'], ['b', 'c'])]);
    appendFileSync(join(folder, 'samples.jsonl'), `${JSON.stringify(sample('b'))}\n`);
    const { positions, endedIds } = await recall(folder);
    expect(positions).toEqual([position('c')]);
    expect(endedIds).toEqual(['a', 'b']);
  });

  it('of a kill at any byte of a sample loses no position and keeps no half', async () => {
    const folder = newFolder();
    await keep(folder, [keepOf(['a'], ['b', 'c'])]);
    const path = join(folder, 'samples.jsonl');
    const before = readFileSync(path);
    const line = Buffer.from(`${JSON.stringify(sample('b'))}\n`);
    for (let written = 0; written <= line.length; written += 1) {
      writeFileSync(path, Buffer.concat([before, line.subarray(0, written)]));
      const { positions, endedIds, troubles } = await recall(folder);
      const isWhole = written === line.length;
      expect(positions.map(({ entry }) => entry.signalId)).toEqual(isWhole ? ['c'] : ['b', 'c']);
      expect(endedIds).toEqual(isWhole ? ['a', 'b'] : ['a']);
      expect(troubles).toHaveLength(written === 0 || isWhole ? 0 : 1);
      expect(statSync(path).size).toBe(before.length + (isWhole ? line.length : 0));
    }
    truncateSync(path, 5);
    expect((await recall(folder)).troubles).toEqual([
      `The last line of the samples in ${folder} breaks off and is dropped; its position goes on.`,
    ]);
    expect(await samplesIn(folder)).toEqual([]);
  });

  it('says that what was open cannot be read, and goes on without', async () => {
    const folder = newFolder();
    await keep(folder, [keepOf(['a'], ['b', 'c'])]);
    const path = join(folder, 'positions.jsonl');
    const text = readFileSync(path, 'utf8');
    for (const damaged of [
      text.slice(0, -10),
      text.split('\n').slice(0, 2).join('\n'),
      text.replace('"format":1', '"format":9'),
      text.replace('"direction":"long"', '"direction":"up"'),
      '',
    ]) {
      writeFileSync(path, damaged);
      const { positions, endedIds, troubles } = await recall(folder);
      expect([positions, endedIds]).toEqual([[], ['a']]);
      expect(troubles).toHaveLength(1);
      expect(troubles[0]).toMatch(
        /^\S+positions\.jsonl cannot be read: .+\. The virtual positions of earlier runs are lost\.$/,
      );
    }
  });

  it('says once that nothing can be kept, and keeps all of it, once, when it can be', async () => {
    const folder = newFolder();
    writeFileSync(folder, 'a file where the folder should be');
    expect(await recall(folder)).toEqual({ positions: [], endedIds: [], troubles: [] });
    const keeps$ = new Subject<VirtualKeep>();
    const told: VirtualKept[] = [];
    let onTold = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      storeIn(folder)
        .keep(keeps$)
        .subscribe({
          next: (kept) => {
            told.push(kept);
            onTold();
          },
          complete: resolve,
        });
    });
    const isTold = (count: number): Promise<void> =>
      new Promise((resolve) => {
        onTold = () => (told.length >= count ? resolve() : undefined);
        onTold();
      });
    keeps$.next(keepOf(['a'], ['c']));
    await isTold(1);
    keeps$.next(keepOf(['b'], ['c']));
    rmSync(folder);
    await isTold(2);
    keeps$.complete();
    await ended;
    expect(told).toEqual([
      {
        kind: 'trouble',
        sentence: `Virtual positions cannot be kept in ${folder}: a file has its name. It is tried again.`,
      },
      { kind: 'kept', samples: 2 },
    ]);
    expect(await samplesIn(folder)).toEqual(['a', 'b']);
    expect((await recall(folder)).positions).toEqual([position('c')]);
  });

  it('leaves what is open as it was when it cannot be written anew', async () => {
    const folder = newFolder();
    await keep(folder, [keepOf([], ['a', 'b'])]);
    // Where the new file would be made there is a folder.
    mkdirSync(join(folder, 'positions.jsonl.tmp'));
    const [kept, trouble] = await keep(folder, [keepOf(['a'], ['b'])]);
    expect(kept).toEqual({ kind: 'kept', samples: 1 });
    expect(trouble).toMatchObject({ kind: 'trouble' });
    expect((await recall(folder)).positions).toEqual([position('b')]);
  });

  it('leaves no half of a file that a killed process was writing', async () => {
    const folder = newFolder();
    await keep(folder, [keepOf([], ['a'])]);
    writeFileSync(join(folder, 'positions.jsonl.tmp'), '{"format":1,');
    await keep(folder, [keepOf([], ['b'])]);
    expect(readdirSync(folder)).toEqual(['positions.jsonl']);
    expect((await recall(folder)).positions).toEqual([position('b')]);
  });

  it('lets go of what waits when nobody is interested any more', async () => {
    const folder = newFolder();
    const keeps$ = new Subject<VirtualKeep>();
    storeIn(folder).keep(keeps$).subscribe().unsubscribe();
    expect(keeps$.observed).toBe(false);
    await keep(folder, [keepOf(['last'], [])]);
    expect(await samplesIn(folder)).toEqual(['last']);
  });
});
