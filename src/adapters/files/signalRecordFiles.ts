import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { defer } from 'rxjs';
import { BadInputError } from '../../domain/errors.js';
import type { KeptSignal, SignalHeading, SignalHeadings, SignalRecords } from '../../ports/signalRecords.js';
import { reasonOf } from './fileReason.js';
import { keepInTurn } from './keepInTurn.js';
import { decodeHeading, decodeRecord, encodeRecord } from './signalRecordFormat.js';

export interface SignalRecordFilesOptions {
  /** Made when the first record is kept. */
  readonly folder: string;
  readonly mostKept: number;
  /** Wall clock, by which the oldest is told. Default `Date.now`. */
  readonly nowMs?: () => number;
}

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);
const ending = '.json.gz';
const unfinished = '.tmp';
/** What a process that died has left behind; one that lives is done with it long before. */
const abandonedMs = 3_600_000;

/**
 * Records as files, `ID.json.gz` each. A file is whole or not there: it is written beside its place and then moved. Many
 * processes may share a folder.
 */
export function signalRecordFiles({ folder, mostKept, nowMs = Date.now }: SignalRecordFilesOptions): SignalRecords {
  const pathOf = (id: string): string => join(folder, `${id}${ending}`);
  let writtenCount = 0;
  let lastKeptAtMs = 0;

  return {
    keep: (records$) => keepInTurn(records$, { write, tidy, mostWaiting: mostKept, inWords: notKept }),
    ids: () => defer(() => ids()),
    headings: () => defer(headings),
    read: (id) => defer(() => read(id, decodeRecord)),
  };

  async function write(record: KeptSignal): Promise<void> {
    const path = pathOf(record.signal.id);
    const temporary = `${path}.${process.pid}-${(writtenCount += 1)}${unfinished}`;
    await mkdir(folder, { recursive: true });
    try {
      await writeFile(temporary, await zipped(encodeRecord(record)));
      // File systems count time in ticks: of two files of one tick it would be open which is the older.
      lastKeptAtMs = Math.max(nowMs(), lastKeptAtMs + 1);
      await utimes(temporary, lastKeptAtMs / 1_000, lastKeptAtMs / 1_000);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async function tidy(): Promise<void> {
    for (const id of (await ids()).slice(mostKept)) await rm(pathOf(id), { force: true });
    for (const name of await namesIn(folder, unfinished)) {
      const atMs = await modifiedAtMs(join(folder, name));
      if (nowMs() - atMs > abandonedMs) await rm(join(folder, name), { force: true });
    }
  }

  async function ids(): Promise<readonly string[]> {
    const names = await namesIn(folder, ending).catch((error: unknown) => {
      throw unreadable(folder, error);
    });
    const timed = await Promise.all(
      names.map(async (name) => ({ id: name.slice(0, -ending.length), atMs: await modifiedAtMs(join(folder, name)) })),
    );
    return timed.sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  }

  async function headings(): Promise<SignalHeadings> {
    const signals: SignalHeading[] = [];
    const damaged: string[] = [];
    for (const id of await ids()) {
      try {
        signals.push(await read(id, decodeHeading));
      } catch (error) {
        if (!(error instanceof BadInputError)) throw error;
        // Another process has just made room.
        if (!isCode(error.cause, 'ENOENT')) damaged.push(error.message);
      }
    }
    return { signals, damaged };
  }

  async function read<T>(id: string, decode: (text: string) => T): Promise<T> {
    const path = pathOf(id);
    try {
      const text = (await unzipped(await readFile(path))).toString('utf8');
      return decode(text);
    } catch (error) {
      throw unreadable(path, error);
    }
  }

  function notKept(error: unknown): string {
    return `Signals cannot be kept in ${folder}: ${reasonOf(error)}. They cannot be explained later.`;
  }
}

async function namesIn(folder: string, suffix: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(suffix));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** 0 when it has just been removed. */
async function modifiedAtMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function unreadable(path: string, cause: unknown): BadInputError {
  const found = reasonOf(cause);
  const expected = 'signals that were kept by this version of the program';
  return new BadInputError(
    `${path} cannot be read: ${found}; expected ${expected}`,
    { place: path, found, expected },
    { cause },
  );
}
