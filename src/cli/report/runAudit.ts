import { lastValueFrom, merge, switchMap, takeUntil, timer } from 'rxjs';
import { isScannerError } from '../../domain/errors.js';
import { whenAborted } from '../abort.js';
import { auditable, auditWindows, type FetchTruth } from './audit.js';
import type { AuditReport } from './report.js';
import type { RunClock, RunRecorder } from './runRecorder.js';

export interface RunAuditOptions {
  readonly recorder: Pick<RunRecorder, 'book' | 'repeatedCloses'>;
  readonly fetchTruth: FetchTruth;
  readonly clock: RunClock;
  /** Wall time that a close may take to arrive, repair included. Younger ones are not missed. */
  readonly graceMs: number;
  /** Someone waits for the process to end. */
  readonly hurry: AbortSignal;
  readonly warn: (sentence: string) => void;
}

/** A stop has to be done within 2 s, closing everything included. */
const hurriedMs = 1_000;
const unhurriedMs = 60_000;

/**
 * Compares the windows held with the exchange's truth. What cannot be compared in time is left out, and said; `undefined`
 * when the exchange does not tell its truth.
 */
export async function runAudit(options: RunAuditOptions): Promise<AuditReport | undefined> {
  const { recorder, fetchTruth, clock, graceMs, hurry, warn } = options;
  const windows = auditable(recorder.book.values());
  const times = { dueMs: clock.now() - graceMs * clock.speed, duplicate: recorder.repeatedCloses };
  try {
    const audit = await lastValueFrom(
      auditWindows(windows, fetchTruth, times).pipe(
        takeUntil(merge(timer(unhurriedMs), whenAborted(hurry).pipe(switchMap(() => timer(hurriedMs))))),
      ),
      { defaultValue: undefined },
    );
    if (audit && audit.series < windows.length)
      warn(`The audit had time for ${audit.series} of ${windows.length} windows.`);
    return audit;
  } catch (error) {
    if (!isScannerError(error)) throw error;
    warn(`The windows could not be compared with the truth: ${error.message}.`);
    return undefined;
  }
}
