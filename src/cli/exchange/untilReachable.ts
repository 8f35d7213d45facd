import { setTimeout as wait } from 'node:timers/promises';
import { isScannerError, type ScannerError } from '../../domain/errors.js';
import { orAbort } from '../abort.js';

interface ReachableNotify {
  /** Told once, with the reason of the first failure. */
  readonly onUnreachable: (error: ScannerError) => void;
  /** Told once, when the exchange answers after all. */
  readonly onReachable: () => void;
}

export interface UntilReachableOptions<T> extends ReachableNotify {
  readonly attempt: () => Promise<T>;
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

/**
 * Attempts until it works. Rejects with an error that time will not heal, or with an `AbortError` when `signal` aborts.
 */
export async function untilReachable<T>(options: UntilReachableOptions<T>): Promise<T> {
  const { attempt, onUnreachable, onReachable, pauseMs, signal } = options;
  for (let failures = 0; ; failures += 1) {
    try {
      const result = await orAbort(attempt(), signal);
      if (failures > 0) onReachable();
      return result;
    } catch (error) {
      if (!isScannerError(error) || !error.isRetryable) throw error;
      if (failures === 0) onUnreachable(error);
      await wait(pauseMs, undefined, { signal });
    }
  }
}
