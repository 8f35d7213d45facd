import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { concat, EMPTY, from, lastValueFrom, toArray, type Observable } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { signalRecordFiles } from '../../../src/adapters/files/signalRecordFiles.js';
import { BadInputError } from '../../../src/domain/errors.js';
import type { KeptSignal, SignalRecords } from '../../../src/ports/signalRecords.js';
import { CliFolder } from '../../support/cliFolder.js';
import { keptSignal } from '../../support/signalRecords.js';

const place = new CliFolder();
afterAll(() => place.remove());
let folders = 0;
const newFolder = (): string => place.path(`state${(folders += 1)}/signals`);

const all = <T>(values$: Observable<T>): Promise<T[]> => lastValueFrom(values$.pipe(toArray()), { defaultValue: [] });
const only = async <T>(values$: Observable<T>): Promise<T> => (await all(values$))[0]!;
const keep = (store: SignalRecords, records: readonly KeptSignal[]): Promise<string[]> =>
  all(store.keep(from(records)));
const many = (count: number, first = 0): KeptSignal[] =>
  Array.from({ length: count }, (_, i) => keptSignal(`id${String(first + i).padStart(3, '0')}`, first + i));
const idsOf = (records: readonly KeptSignal[]): string[] => records.map(({ signal }) => signal.id);

describe('signalRecordFiles', () => {
  it('gives back what it was given, to the last digit', async () => {
    const folder = newFolder();
    const record = keptSignal('aa');
    expect(await keep(signalRecordFiles({ folder, mostKept: 3 }), [record])).toEqual([]);
    expect(await only(signalRecordFiles({ folder, mostKept: 3 }).read('aa'))).toEqual(record);
    const bare = { ...record, inputs: { ...record.inputs, benchmark: [], openInterest: undefined, spot: undefined } };
    await keep(signalRecordFiles({ folder, mostKept: 3 }), [bare]);
    expect(await only(signalRecordFiles({ folder, mostKept: 3 }).read('aa'))).toEqual(bare);
    expect(readdirSync(folder)).toEqual(['aa.json.gz']);
  });

  it('lists what was kept last first, also where the clock stands still', async () => {
    const store = signalRecordFiles({ folder: newFolder(), mostKept: 9, nowMs: () => 1_800_000_000_000 });
    const records = many(4);
    await keep(store, records);
    expect(await only(store.ids())).toEqual(idsOf(records).reverse());
    const { signals, damaged } = await only(store.headings());
    expect(damaged).toEqual([]);
    expect(signals[0]).toEqual({
      id: 'id003',
      atMs: 1_800_001_510_003,
      symbol: 'ETHUSDT',
      direction: 'short',
      score: records[3]!.signal.score,
    });
  });

  it('forgets the oldest, of those written and of those that wait', async () => {
    const folder = newFolder();
    const store = signalRecordFiles({ folder, mostKept: 3 });
    await keep(store, many(2));
    await keep(store, many(9, 2));
    expect(await only(store.ids())).toEqual(['id010', 'id009', 'id008']);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('is shared by many: nobody sees half a file, and no more are left than are kept', async () => {
    const folder = newFolder();
    const writers = [0, 1, 2].map((who) => keep(signalRecordFiles({ folder, mostKept: 5 }), many(20, who * 20)));
    const reader = signalRecordFiles({ folder, mostKept: 5 });
    const writing = { isOver: false };
    const reading = (async () => {
      while (!writing.isOver) {
        const { damaged } = await only(reader.headings());
        expect(damaged).toEqual([]);
      }
    })();
    expect((await Promise.all(writers)).flat()).toEqual([]);
    writing.isOver = true;
    await reading;
    await keep(reader, [keptSignal('last')]);
    expect(readdirSync(folder)).toHaveLength(5);
    expect((await only(reader.ids()))[0]).toBe('last');
  });

  it('says of a torn, a foreign and a later file in one sentence what is wrong, and lists the others', async () => {
    const folder = newFolder();
    const store = signalRecordFiles({ folder, mostKept: 9 });
    await keep(store, [keptSignal('whole'), keptSignal('torn')]);
    truncateSync(`${folder}/torn.json.gz`, 900);
    writeFileSync(`${folder}/foreign.json.gz`, 'no gzip');
    writeFileSync(`${folder}/later.json.gz`, gzipSync(JSON.stringify({ format: 2 })));
    writeFileSync(`${folder}/notJson.json.gz`, gzipSync('{'));
    writeFileSync(`${folder}/readme.txt`, 'not ours');
    const { signals, damaged } = await only(store.headings());
    expect(signals.map(({ id }) => id)).toEqual(['whole']);
    expect(damaged).toHaveLength(4);
    for (const sentence of damaged) expect(sentence).toMatch(/^\S+\.json\.gz cannot be read: [^\n]+; expected signals/);
    await expect(all(store.read('torn'))).rejects.toThrow(BadInputError);
    await expect(all(store.read('torn'))).rejects.toThrow(`${folder}/torn.json.gz cannot be read: it is cut off`);
    await expect(all(store.read('later'))).rejects.toThrow('later.json.gz cannot be read: `format`: ');
    await expect(all(store.read('never'))).rejects.toThrow('never.json.gz cannot be read: it does not exist');
  });

  it.each([
    ['columns of two lengths', (text: string) => text.replace('"close":[', '"close":[1,')],
    ['no series', (text: string) => text.replace('"series":"BTCUSDT/5m"', '"series":"BTCUSDT"')],
    ['a price that is text', (text: string) => text.replace('"price":null', '"price":"1"')],
  ])('refuses %s', async (_, change) => {
    const folder = newFolder();
    const store = signalRecordFiles({ folder, mostKept: 9 });
    await keep(store, [keptSignal('aa')]);
    const { gunzipSync } = await import('node:zlib');
    const path = `${folder}/aa.json.gz`;
    const text = gunzipSync(readFileSync(path)).toString();
    expect(change(text)).not.toBe(text);
    writeFileSync(path, gzipSync(change(text)));
    await expect(all(store.read('aa'))).rejects.toThrow(BadInputError);
  });

  it('says once that nothing can be kept, and keeps what comes when it can be', async () => {
    const folder = newFolder();
    place.write(`state${folders}`, 'a file where the folder should be');
    const store = signalRecordFiles({ folder, mostKept: 9 });
    const [sentence, ...more] = await keep(store, many(3));
    expect(sentence).toBe(
      `Signals cannot be kept in ${folder}: a part of its path is a file. They cannot be explained later.`,
    );
    expect(more).toEqual([]);
    const elsewhere = newFolder();
    mkdirSync(`${elsewhere}/id000.json.gz`, { recursive: true });
    const blocked = signalRecordFiles({ folder: elsewhere, mostKept: 9 });
    expect(await keep(blocked, many(2))).toHaveLength(1);
    expect(readdirSync(elsewhere).sort()).toEqual(['id000.json.gz', 'id001.json.gz']);
  });

  it('takes away what a process that died has left, and nothing that is younger', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    for (const name of ['old', 'young']) writeFileSync(`${folder}/${name}.json.gz.1-1.tmp`, '');
    utimesSync(`${folder}/old.json.gz.1-1.tmp`, 1, 1);
    await keep(signalRecordFiles({ folder, mostKept: 9 }), [keptSignal('aa')]);
    expect(readdirSync(folder).sort()).toEqual(['aa.json.gz', 'young.json.gz.1-1.tmp']);
  });

  it('makes no folder as long as nothing is kept', async () => {
    const folder = newFolder();
    const store = signalRecordFiles({ folder, mostKept: 9 });
    expect(await keep(store, [])).toEqual([]);
    expect(await only(store.ids())).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('lets go of what waits when nobody is interested any more', async () => {
    const folder = newFolder();
    const store = signalRecordFiles({ folder, mostKept: 50 });
    const endless$ = concat(from(many(50)), EMPTY);
    store.keep(endless$).subscribe().unsubscribe();
    await keep(store, [keptSignal('last')]);
    expect((await only(store.ids())).length).toBeLessThanOrEqual(2);
  });
});
