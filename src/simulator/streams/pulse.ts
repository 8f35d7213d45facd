import { minuteAt, minuteMs } from '../market.js';
import type { MarketClock } from '../marketClock.js';

const tickEveryMs = 250;
const ticksPerSecond = 1_000 / tickEveryMs;
/** Node's timers hold no more than 2^31 ms; slow clocks look again now and then. */
const longestTimerMs = 60_000;

export interface PulseHandlers {
  /** At the end of every market minute. */
  readonly onMinute: (nowMs: number) => void;
  /** Every 250 ms of wall time, whatever the speed of the market. */
  readonly onTick: (nowMs: number) => void;
  /** Every second of wall time; counts them. */
  readonly onSecond: (nowMs: number, wallSecond: number) => void;
}

/** The simulator's heartbeat. Returns the function that stops it. */
export function startPulse(clock: MarketClock, { onMinute, onTick, onSecond }: PulseHandlers): () => void {
  let ticks = 0;
  let minuteTimer: NodeJS.Timeout | undefined;
  const awaitMinute = (): void => {
    const waitMs = clock.wallMsUntil(minuteAt(clock.nowMs()) + minuteMs);
    if (waitMs === Number.POSITIVE_INFINITY) return;
    minuteTimer = setTimeout(
      () => {
        onMinute(clock.nowMs());
        awaitMinute();
      },
      Math.min(longestTimerMs, Math.ceil(waitMs)),
    );
  };
  const tickTimer = setInterval(() => {
    ticks += 1;
    onTick(clock.nowMs());
    if (ticks % ticksPerSecond === 0) onSecond(clock.nowMs(), ticks / ticksPerSecond);
  }, tickEveryMs);
  awaitMinute();
  return () => {
    clearInterval(tickTimer);
    clearTimeout(minuteTimer);
  };
}
