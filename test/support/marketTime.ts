import { VirtualAction, VirtualTimeScheduler, type Subscription } from 'rxjs';

/**
 * Virtual time whose frame is epoch milliseconds, for runs of hours: transport time and market time in one.
 *
 * An action that is scheduled again is used again. RxJS keeps every former one (to be inspected later) as a child of the
 * one before, so an `interval` of a few thousand ticks can no longer be unsubscribed without overflowing the stack.
 */
export class MarketTime extends VirtualTimeScheduler {
  constructor(startMs: number) {
    super(ReusedAction);
    this.frame = startMs;
  }

  /** Runs everything due up to and including `endMs`, which is the time afterwards. */
  runTo(endMs: number): void {
    this.maxFrames = endMs;
    this.flush();
    this.frame = endMs;
  }

  /** Timers that somebody still waits for. */
  get pendingCount(): number {
    return this.actions.length;
  }
}

class ReusedAction<T> extends VirtualAction<T> {
  override schedule(state?: T, delayMs = 0): Subscription {
    if (this.closed) return this;
    this.id = undefined;
    // A new action has the next index: of two due at one instant, the one scheduled first runs first.
    this.index = new ReusedAction(this.scheduler, this.work).index;
    return super.schedule(state, delayMs);
  }

  /** Takes its place in the queue by bisection: RxJS sorts the whole of it anew, and thousands may be waiting. */
  protected override requestAsyncId(scheduler: VirtualTimeScheduler, _id?: unknown, delayMs = 0): number {
    this.delay = scheduler.frame + delayMs;
    const { actions } = scheduler;
    let from = 0;
    let to = actions.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = actions[middle] as VirtualAction<unknown>;
      const isBefore = other.delay < this.delay || (other.delay === this.delay && orderOf(other) <= this.index);
      if (isBefore) from = middle + 1;
      else to = middle;
    }
    actions.splice(from, 0, this);
    return 1;
  }
}

/** When it was scheduled, among the actions of one instant. RxJS keeps it to itself. */
const orderOf = (action: object): number => (action as { readonly index: number }).index;
