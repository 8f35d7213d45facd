import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { defer, EMPTY, from, mergeMap, of } from 'rxjs';
import type { NotificationMemory, NotificationNote, RecalledNotes } from '../../ports/notificationMemory.js';
import { reasonOf } from './fileReason.js';
import { decodeNotes, encodeNotes, pruneNotes } from './notificationFormat.js';

export interface NotificationFileOptions {
  /** Made, with its folder, by the first note. */
  readonly path: string;
  /** What was said is remembered for so long. Default a week: a signal's id does not come again after its klines are gone. */
  readonly maxAgeMs?: number;
  /** Of what was said, so many are remembered. Default 10,000. */
  readonly mostSaid?: number;
  /** A longer file is rewritten with what still matters. Default 4 MB. */
  readonly maxBytes?: number;
  /** Wall clock. Default `Date.now`. */
  readonly nowMs?: () => number;
}

const weekMs = 7 * 86_400_000;

/**
 * What notifiers have said, as JSON Lines that only grow, and are rewritten now and then without what is done with. A note
 * is kept when the system has it: a process that is killed loses none. A last line that broke off is dropped, and told.
 * One process at a time: another that shares the file would say again what waits.
 */
export function notificationFile({
  path,
  maxAgeMs = weekMs,
  mostSaid = 10_000,
  maxBytes = 4 * 1024 * 1024,
  nowMs = Date.now,
}: NotificationFileOptions): NotificationMemory {
  let last: Promise<unknown> = Promise.resolve();
  let isTold = false;
  /** After a write that failed the file may end in the middle of a line. */
  let separator = '';
  let bytes = 0;
  let bytesWhenTidy = 0;

  /** One thing at a time, in order. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    recall: () => defer(() => inTurn(recall)),
    note: (notes) => defer(() => (notes.length === 0 ? EMPTY : from(inTurn(() => append(notes))))).pipe(mergeMap(told)),
  };

  function told(trouble: string | undefined) {
    if (trouble === undefined || isTold) return EMPTY;
    isTold = true;
    return of(trouble);
  }

  async function recall(): Promise<RecalledNotes> {
    try {
      const { notes, troubles } = readingOf(await readFile(path, 'utf8'));
      const kept = prune(notes);
      const failure = kept.length < notes.length || troubles.length > 0 ? await tryToRewrite(kept) : undefined;
      return { notes: kept, troubles: failure === undefined ? troubles : [...troubles, failure] };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { notes: [], troubles: [] };
      const sentence = `${path} cannot be read: ${reasonOf(error)}. What was said in earlier runs may be said again.`;
      return { notes: [], troubles: [sentence] };
    }
  }

  function readingOf(text: string): RecalledNotes {
    bytes = Buffer.byteLength(text);
    const { notes, damagedCount, isTorn } = decodeNotes(text);
    if (isTorn) separator = '\n';
    const troubles = [
      ...(isTorn ? [`The last line of ${path} breaks off and is dropped: one message may be said again.`] : []),
      ...(damagedCount > 0 ? [`Lines of ${path} that cannot be read, and are dropped: ${damagedCount}.`] : []),
    ];
    return { notes, troubles };
  }

  /** Returns why not, when it cannot be kept. */
  async function append(notes: readonly NotificationNote[]): Promise<string | undefined> {
    const text = `${separator}${encodeNotes(notes)}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      separator = '\n';
      await appendFile(path, text);
      separator = '';
      bytes += Buffer.byteLength(text);
    } catch (error) {
      return `What is said cannot be remembered in ${path}: ${reasonOf(error)}. It may be said again after a restart.`;
    }
    return bytes > Math.max(maxBytes, 2 * bytesWhenTidy) ? tryToRewrite() : undefined;
  }

  /** With these notes, or with what still matters of the file. Returns why not, when it cannot be done. */
  async function tryToRewrite(notes?: readonly NotificationNote[]): Promise<string | undefined> {
    const temporary = `${path}.tmp`;
    try {
      await writeFile(temporary, encodeNotes(notes ?? prune(decodeNotes(await readFile(path, 'utf8')).notes)));
      await rename(temporary, path);
      bytes = (await stat(path)).size;
      bytesWhenTidy = bytes;
      separator = '';
      return undefined;
    } catch (error) {
      bytesWhenTidy = bytes;
      await rm(temporary, { force: true }).catch(() => undefined);
      return `${path} cannot be tidied up: ${reasonOf(error)}. It grows on.`;
    }
  }

  function prune(notes: readonly NotificationNote[]): readonly NotificationNote[] {
    return pruneNotes(notes, { nowMs: nowMs(), maxAgeMs, mostSaid });
  }
}
