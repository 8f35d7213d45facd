import { asyncScheduler, Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** One reading of the exchange's clock against ours. */
export interface ClockSample {
  readonly exchangeTimeMs: number;
  /** Our clock when the reading had arrived. */
  readonly receivedAtMs: number;
}

/**
 * Market time as an RxJS scheduler: `now()` is an estimate of the exchange's clock, and delays are market milliseconds.
 * Against an accelerated simulator a market minute passes in `60 s / speed`; live, `speed` is 1.
 *
 * The estimate never runs ahead of the exchange: an answer was written before it arrived, so every sample is a lower
 * bound, and the highest of them is used.
 */
export class MarketScheduler implements SchedulerLike {
  readonly speed: number;
  readonly #base: SchedulerLike;
  #offsetMs: number;

  constructor({ speed, sample, base = asyncScheduler }: { speed: number; sample: ClockSample; base?: SchedulerLike }) {
    if (!(speed > 0)) throw new RangeError(`speed must be above 0, was ${speed}`);
    this.speed = speed;
    this.#base = base;
    this.#offsetMs = this.#offsetOf(sample);
  }

  /** Exchange time minus our own at the last sync: how far our clock is behind. Only meaningful at speed 1. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Starts over from fresh samples, so that drift and steps of either clock are followed. */
  sync(samples: readonly ClockSample[]): void {
    if (samples.length > 0) this.#offsetMs = Math.max(...samples.map((sample) => this.#offsetOf(sample)));
  }

  now(): number {
    return this.#base.now() * this.speed + this.#offsetMs;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs = 0, state?: T): Subscription {
    const { speed } = this;
    return this.#base.schedule<T>(
      function (this: SchedulerAction<T>, current?: T) {
        work.call(scaledAction(this, speed), current);
      },
      delayMs / speed,
      state,
    );
  }

  #offsetOf({ exchangeTimeMs, receivedAtMs }: ClockSample): number {
    return exchangeTimeMs - receivedAtMs * this.speed;
  }
}

/** The action as its work sees it: one that reschedules itself in market milliseconds. */
function scaledAction<T>(action: SchedulerAction<T>, speed: number): SchedulerAction<T> {
  const scaled = Object.create(action) as SchedulerAction<T>;
  scaled.schedule = (state?: T, delayMs = 0) => action.schedule(state, delayMs / speed);
  scaled.unsubscribe = () => action.unsubscribe();
  scaled.add = (teardown) => action.add(teardown);
  scaled.remove = (teardown) => action.remove(teardown);
  return scaled;
}
