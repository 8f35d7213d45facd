/** Market time: where it started, and how fast it runs. */
export interface MarketClock {
  readonly startMs: number;
  readonly endMs: number;
  /** Market milliseconds per wall millisecond. */
  readonly speed: number;
  /** Wall time (epoch ms) at which market time was `startMs`. */
  readonly startedAtMs: number;
  /** Market time now; stands still at the market's end. */
  readonly nowMs: () => number;
  /** Wall milliseconds until market time is `marketMs`; 0 when it has been, Infinity when it never will be. */
  readonly wallMsUntil: (marketMs: number) => number;
}

export interface MarketClockOptions {
  readonly startMs: number;
  readonly endMs?: number;
  readonly speed?: number;
  /** Wall clock in epoch ms, monotonic. */
  readonly wallNowMs?: () => number;
}

/** Wall time in epoch milliseconds that never jumps: the same in every thread of the process. */
export const monotonicNowMs = (): number => performance.timeOrigin + performance.now();

/** A clock that starts now: market time = start + elapsed wall time × speed. */
export function marketClock({
  startMs,
  endMs = Number.POSITIVE_INFINITY,
  speed = 1,
  wallNowMs = monotonicNowMs,
}: MarketClockOptions): MarketClock {
  const startedAtMs = wallNowMs();
  const runningMs = (): number => startMs + (wallNowMs() - startedAtMs) * speed;
  return {
    startMs,
    endMs,
    speed,
    startedAtMs,
    nowMs: () => Math.min(endMs, Math.floor(runningMs())),
    wallMsUntil: (marketMs) =>
      marketMs > endMs ? Number.POSITIVE_INFINITY : Math.max(0, (marketMs - runningMs()) / speed),
  };
}
