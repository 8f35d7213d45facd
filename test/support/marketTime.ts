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
}
