import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defer, Observable } from 'rxjs';
import type { Sample } from '../../domain/sample.js';
import type { VirtualPosition } from '../../domain/virtualPosition.js';
import type { RecalledVirtual, VirtualKeep, VirtualKept, VirtualStore } from '../../ports/virtualStore.js';
import { reasonOf } from './fileReason.js';
import { appendInParts } from './appendInParts.js';
import { isMissing } from './isMissing.js';
import { SampleLog } from './sampleLog.js';
import { decodePositions, encodeHead, encodePosition } from './virtualPositionFormat.js';

export interface VirtualFilesOptions {
  /** Made when something is kept. */
  readonly folder: string;
  /** A file of samples that is longer is put aside. */
  readonly rotateBytes: number;
  /** Between two writings. Default 1 s: what comes in it is written together. */
  readonly pauseMs?: number;
}

/** File systems and copies are not exact about when a file was written. */
const timeSlackMs = 60_000;

/**
 * What is open in `positions.jsonl`, which is whole or as it was; samples beside it. Samples are written first: of a
 * process that is killed in between, a position is open that has a sample, and is passed over by the next run.
 */
export function virtualFiles({ folder, rotateBytes, pauseMs = 1_000 }: VirtualFilesOptions): VirtualStore {
  const path = join(folder, 'positions.jsonl');
  const log = new SampleLog(folder, rotateBytes);
  return { recall: () => defer(recall), keep };

  async function recall(): Promise<RecalledVirtual> {
    const troubles: string[] = [];
    const attempt = async <T>(work: Promise<T>, otherwise: T, inWords: (reason: string) => string): Promise<T> =>
      work.catch((error: unknown) => {
        troubles.push(inWords(reasonOf(error)));
        return otherwise;
      });
    const isTorn = await attempt(log.dropTornLine(), false, (reason) => `Samples in ${folder} are damaged: ${reason}.`);
    if (isTorn)
      troubles.push(`The last line of the samples in ${folder} breaks off and is dropped; its position goes on.`);
    const kept = await attempt(
      readPositions(),
      { positions: [], atMs: 0 },
      (reason) => `${path} cannot be read: ${reason}. The virtual positions of earlier runs are lost.`,
    );
    const endedIds = await attempt(
      log.latestIds(kept.atMs - timeSlackMs),
      [],
      (reason) => `Samples in ${folder} cannot be read: ${reason}. Some may be taken twice.`,
    );
    const ended = new Set(endedIds);
    return { positions: kept.positions.filter(({ entry }) => !ended.has(entry.signalId)), endedIds, troubles };
  }

  async function readPositions(): Promise<{ positions: readonly VirtualPosition[]; atMs: number }> {
    try {
      return { positions: decodePositions(await readFile(path, 'utf8')), atMs: (await stat(path)).mtimeMs };
    } catch (error) {
      if (isMissing(error)) return { positions: [], atMs: 0 };
      throw error;
    }
  }

  function keep(keeps$: Observable<VirtualKeep>): Observable<VirtualKept> {
    return new Observable((subscriber) => {
      let samples: Sample[] = [];
      let positions: VirtualKeep['positions'] | undefined;
      let isBusy = false;
      let isLast = false;
      let hasFailed = false;
      let hurry = (): void => undefined;

      const writeOnce = async (keepNow: VirtualKeep['positions']): Promise<void> => {
        // In one tick: none of what is open has a sample that is not among these.
        const batch = samples;
        const openNow = keepNow();
        samples = [];
        positions = undefined;
        try {
          if (batch.length > 0) await log.append(batch);
        } catch (error) {
          samples = [...batch, ...samples];
          throw error;
        }
        if (batch.length > 0) subscriber.next({ kind: 'kept', samples: batch.length });
        await writePositions(openNow);
      };
      const run = async (): Promise<void> => {
        isBusy = true;
        while (positions) {
          const current = positions;
          try {
            await writeOnce(current);
          } catch (error) {
            if (!hasFailed) subscriber.next({ kind: 'trouble', sentence: notKept(error) });
            hasFailed = true;
            if (!isLast) positions ??= current;
          }
          if (!isLast) await pause();
        }
        isBusy = false;
        if (isLast) subscriber.complete();
      };
      const pause = (): Promise<void> =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, pauseMs);
          hurry = () => {
            clearTimeout(timer);
            resolve();
          };
        });

      const subscription = keeps$.subscribe({
        next: (keep) => {
          for (const sample of keep.samples) samples.push(sample);
          positions = keep.positions;
          if (!isBusy) void run();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          isLast = true;
          hurry();
          if (!isBusy) subscriber.complete();
        },
      });
      return () => {
        subscription.unsubscribe();
        positions = undefined;
        hurry();
      };
    });
  }

  async function writePositions(positions: readonly VirtualPosition[]): Promise<void> {
    const temporary = `${path}.tmp`;
    await mkdir(folder, { recursive: true });
    try {
      const file = await open(temporary, 'w');
      try {
        await file.appendFile(encodeHead(positions.length));
        await appendInParts(file, positions, encodePosition);
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  function notKept(error: unknown): string {
    return `Virtual positions cannot be kept in ${folder}: ${reasonOf(error)}. It is tried again.`;
  }
}
