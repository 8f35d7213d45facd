export interface Rotation {
  /** A connection is replaced at most this long after it began. */
  readonly lifetimeMs: number;
  /** … and at this minute of the hour, 0 to 59; `null`: whenever its time is up. */
  readonly minuteOfHour: number | null;
  /** Between the replacements of two neighbouring connections. */
  readonly staggerMs: number;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/**
 * How long until connection number `connection` (1, 2, …) that begins at `nowMs` (epoch) is replaced: as late as its
 * lifetime allows, at the minute of the hour that was asked for, one after the other within half an hour.
 */
export function rotationDelayMs(nowMs: number, connection: number, rotation: Rotation): number {
  const { lifetimeMs, minuteOfHour, staggerMs } = rotation;
  const offsetMs = ((connection - 1) * staggerMs) % (hourMs / 2);
  if (minuteOfHour === null || lifetimeMs < 2 * hourMs)
    return Math.max(1, lifetimeMs - Math.min(offsetMs, lifetimeMs / 2));
  const latestMs = nowMs + lifetimeMs - offsetMs;
  const sinceMinuteMs = (latestMs - minuteOfHour * minuteMs) % hourMs;
  return lifetimeMs - sinceMinuteMs;
}
