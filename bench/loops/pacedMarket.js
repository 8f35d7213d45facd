import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';

/**
 * Market time that goes on when it is told to: `runUntil(atMs)` does what is due up to then, at once. What is to be done
 * without delay is done as in the daemon, in a later turn of the event loop.
 */
export class PacedMarket extends VirtualTimeScheduler {
  constructor(startMs) {
    super();
    this.frame = startMs;
  }

  schedule(work, delayMs = 0, state) {
    return delayMs > 0 ? super.schedule(work, delayMs, state) : asyncScheduler.schedule(work, delayMs, state);
  }

  runUntil(atMs) {
    this.maxFrames = atMs;
    this.flush();
    this.frame = atMs;
  }
}
