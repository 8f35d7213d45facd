import { mkdir, open, readdir, readFile, rename, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample } from '../../domain/sample.js';
import { appendInParts } from './appendInParts.js';
import { isMissing } from './isMissing.js';

const current = 'samples.jsonl';
const rotatedName = /^samples-(\d{6,})\.jsonl$/;

/** The files of samples in a folder, oldest first; none where there is no folder. */
export async function sampleFilesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown): readonly string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const rotated = names.filter((name) => rotatedName.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
  return [...rotated, ...(names.includes(current) ? [current] : [])].map((name) => join(folder, name));
}

/**
 * Samples as JSON Lines that only grow: `samples.jsonl`, which is put aside as `samples-000001.jsonl` and so on when it is
 * long. None is ever taken away. A sample is kept when the system has it.
 */
export class SampleLog {
  readonly #folder: string;
  readonly #path: string;
  readonly #rotateBytes: number;

  constructor(folder: string, rotateBytes: number) {
    this.#folder = folder;
    this.#path = join(folder, current);
    this.#rotateBytes = rotateBytes;
  }

  /** All of them, or none. Rejects when they cannot be written. */
  async append(samples: readonly Sample[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const bytesBefore = await bytesOf(this.#path);
    try {
      await appendAll(this.#path, samples);
    } catch (error) {
      // What was written of them would be there twice when they are tried again.
      await truncate(this.#path, bytesBefore ?? 0).catch(() => undefined);
      throw error;
    }
    const bytes = (await bytesOf(this.#path)) ?? 0;
    if (bytes >= this.#rotateBytes) await this.#rotate();
  }

  /** Takes away a last line that breaks off: whoever wrote it died. Resolves with whether there was one. */
  async dropTornLine(): Promise<boolean> {
    const bytes = (await bytesOf(this.#path)) ?? 0;
    if (bytes === 0) return false;
    const lastLineFeed = await lastLineFeedOf(this.#path, bytes);
    if (lastLineFeed === bytes - 1) return false;
    await truncate(this.#path, lastLineFeed + 1);
    return true;
  }

  /** Ids of the signals in the latest two files, and in those written to since `sinceMs`, wall time. */
  async latestIds(sinceMs: number): Promise<readonly string[]> {
    const files = await sampleFilesIn(this.#folder);
    const ids: string[] = [];
    for (const [index, file] of files.entries()) {
      const isLate = index >= files.length - 2 || (await stat(file)).mtimeMs >= sinceMs;
      if (isLate)
        for (const [, id] of (await readFile(file, 'utf8')).matchAll(/^\{"signalId":"([^"]+)"/gm)) ids.push(id!);
    }
    return ids;
  }

  async #rotate(): Promise<void> {
    const last = (await sampleFilesIn(this.#folder)).map(numberOf).reduce((a, b) => Math.max(a, b), 0);
    await rename(this.#path, join(this.#folder, `samples-${String(last + 1).padStart(6, '0')}.jsonl`));
  }
}

async function appendAll(path: string, samples: readonly Sample[]): Promise<void> {
  const file = await open(path, 'a');
  try {
    await appendInParts(file, samples, encodeSample);
  } finally {
    await file.close();
  }
}

/** The id first: there it is found without reading the rest. */
const encodeSample = (sample: Sample): string => `${JSON.stringify({ signalId: sample.signalId, ...sample })}\n`;

const numberOf = (path: string): number => Number(/(\d+)\.jsonl$/.exec(path)?.[1] ?? 0);

/** `undefined` when there is no file. */
async function bytesOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Where the last line feed is; -1 without one. Reads from the end: the file may be long. */
async function lastLineFeedOf(path: string, bytes: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.alloc(65_536);
    for (let endsAt = bytes; endsAt > 0; endsAt -= chunk.length) {
      const from = Math.max(0, endsAt - chunk.length);
      await file.read(chunk, 0, endsAt - from, from);
      const at = chunk.subarray(0, endsAt - from).lastIndexOf('\n');
      if (at >= 0) return from + at;
    }
    return -1;
  } finally {
    await file.close();
  }
}
