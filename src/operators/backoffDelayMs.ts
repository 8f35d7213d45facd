/** The curve of a backoff. */
export interface BackoffCurve {
  /** Upper bound of the first delay; it doubles with every further attempt. */
  readonly baseMs: number;
  /** Upper bound of every delay. */
  readonly capMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Doublings beyond this change nothing: any cap is reached. Keeps `0 · 2^n` a number. */
const maxDoublings = 52;

/**
 * Full jitter: uniform in [0, min(capMs, baseMs · 2^(attempt - 1))], in whole milliseconds; `attempt` counts from 1.
 * The whole range, because a venue that dropped everyone at once must not meet them again at once.
 */
export function backoffDelayMs(attempt: number, { baseMs, capMs, random }: BackoffCurve): number {
  const ceilingMs = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, maxDoublings));
  return Math.round(random() * ceilingMs);
}
