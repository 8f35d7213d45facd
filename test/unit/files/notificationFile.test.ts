import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { notificationFile, type NotificationFileOptions } from '../../../src/adapters/files/notificationFile.js';
import type { NotificationMemory, NotificationNote, RecalledNotes } from '../../../src/ports/notificationMemory.js';
import { CliFolder } from '../../support/cliFolder.js';
import { everyKind } from '../../support/notifications.js';
import { valueOf } from '../binance/support/valueOf.js';

const place = new CliFolder();
afterAll(() => place.remove());
let files = 0;
const newPath = (): string => place.path(`state${(files += 1)}/notifications.jsonl`);
const nowMs = 1_800_000_000_000;

const memoryOf = (path: string, options: Partial<NotificationFileOptions> = {}): NotificationMemory =>
  notificationFile({ path, nowMs: () => nowMs, ...options });
const recall = (path: string, options?: Partial<NotificationFileOptions>): Promise<RecalledNotes> =>
  valueOf(memoryOf(path, options).recall());
const note = (memory: NotificationMemory, ...notes: NotificationNote[]): Promise<string[]> =>
  valueOf(memory.note(notes).pipe(toArray()));

const said = (key: string, atMs = nowMs): NotificationNote => ({ kind: 'said', notifier: 'telegram', key, atMs });
const news = everyKind().flatMap((message) => ('signal' in message ? [message.signal] : []));
const waiting = (key: string, which = 0): NotificationNote => ({
  kind: 'waiting',
  notifier: 'telegram',
  key,
  atMs: nowMs,
  news: news[which]!,
});

describe('notificationFile', () => {
  it('gives back what it was given, in order, and makes no file before', async () => {
    const path = newPath();
    expect(await recall(path)).toEqual({ notes: [], troubles: [] });
    expect(existsSync(dirname(path))).toBe(false);
    const notes = [said('a'), waiting('b'), waiting('c', 1), { ...said('d'), kind: 'dropped' } as const];
    const memory = memoryOf(path);
    expect(await note(memory, notes[0]!)).toEqual([]);
    expect(await note(memory, ...notes.slice(1))).toEqual([]);
    const { notes: kept, troubles } = await recall(path);
    expect(troubles).toEqual([]);
    expect(kept).toEqual([notes[0], notes[3], notes[1], notes[2]]);
  });

  it('forgets what waited when it is done, and what was said too long ago, and tidies the file', async () => {
    const path = newPath();
    await note(memoryOf(path), waiting('a'), said('old', nowMs - 8 * 86_400_000), said('a'), waiting('b'));
    expect((await recall(path)).notes).toEqual([said('a'), waiting('b')]);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
    expect((await recall(path, { mostSaid: 0 })).notes).toEqual([waiting('b')]);
    expect(readdirSync(dirname(path))).toEqual(['notifications.jsonl']);
  });

  it('drops a last line that breaks off, says so once, and goes on behind it', async () => {
    const path = newPath();
    await note(memoryOf(path), said('a'), said('b'));
    for (let bytes = readFileSync(path).length - 1; bytes > JSON.stringify(said('a')).length + 1; bytes -= 7) {
      const torn = newPath();
      mkdirSync(dirname(torn));
      writeFileSync(torn, readFileSync(path));
      truncateSync(torn, bytes);
      const memory = memoryOf(torn);
      expect(await valueOf(memory.recall())).toEqual({
        notes: [said('a')],
        troubles: [`The last line of ${torn} breaks off and is dropped: one message may be said again.`],
      });
      await note(memory, said('c'));
      expect(await recall(torn)).toEqual({ notes: [said('a'), said('c')], troubles: [] });
    }
  });

  it('drops lines that cannot be read, and says how many', async () => {
    const path = newPath();
    await note(memoryOf(path), said('a'));
    appendFileSync(path, 'no JSON\n{"kind":"said"}\n\n[]\n');
    await note(memoryOf(path), said('b'));
    const { notes, troubles } = await recall(path);
    expect(notes).toEqual([said('a'), said('b')]);
    expect(troubles).toEqual([`Lines of ${path} that cannot be read, and are dropped: 3.`]);
    expect((await recall(path)).troubles).toEqual([]);
  });

  it('stays small: a file that has grown is rewritten with what still matters', async () => {
    const path = newPath();
    const memory = memoryOf(path, { maxBytes: 4_000, mostSaid: 10 });
    await note(memory, waiting('w'));
    for (let i = 0; i < 300; i += 1) await note(memory, said(`id${i}`));
    expect(readFileSync(path).length).toBeLessThan(8_000);
    const { notes, troubles } = await recall(path, { mostSaid: 1_000 });
    expect(troubles).toEqual([]);
    expect(notes).toContainEqual(waiting('w'));
    expect(notes).toContainEqual(said('id299'));
    expect(notes).toContainEqual(said('id291'));
  });

  it('leaves no half of a file that a killed process was rewriting', async () => {
    const path = newPath();
    await note(memoryOf(path), said('a'));
    appendFileSync(path, 'no JSON\n');
    writeFileSync(`${path}.tmp`, '{"kind"');
    await recall(path);
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
    expect(await recall(path)).toEqual({ notes: [said('a')], troubles: [] });
  });

  it('keeps notes that come at once, each whole', async () => {
    const path = newPath();
    const memory = memoryOf(path);
    await Promise.all(Array.from({ length: 50 }, (_, i) => note(memory, said(`id${i}`), said(`other${i}`))));
    expect((await recall(path)).notes).toHaveLength(100);
  });

  it('says once that nothing can be kept, and never fails', async () => {
    const path = newPath();
    place.write(`state${files}`, 'a file where the folder should be');
    const memory = memoryOf(path);
    expect((await valueOf(memory.recall())).troubles).toEqual([
      `${path} cannot be read: a part of its path is a file. What was said in earlier runs may be said again.`,
    ]);
    expect(await note(memory, said('a'))).toEqual([
      `What is said cannot be remembered in ${path}: a file has its name. It may be said again after a restart.`,
    ]);
    expect(await note(memory, said('b'))).toEqual([]);
  });
});
