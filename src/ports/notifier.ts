import type { Observable } from 'rxjs';
import type { Notification } from '../domain/notification.js';

/** At most `count` messages in any `perMs`. */
export interface RateLimit {
  readonly count: number;
  readonly perMs: number;
}

/** A message that was taken. */
export interface Delivery {
  /** What the other side calls it, for people: `message 42`. */
  readonly reference: string;
}

/** A way to tell somebody something. */
export interface Notifier {
  /** Names it in settings, reports and in what is remembered: one word that stays the same between runs. */
  readonly name: string;
  /** What the other side allows. Whoever sends keeps to it; attempts count, whatever came of them. */
  readonly limits: readonly RateLimit[];
  /**
   * Tries once. Cold; emits once, when the message was taken; unsubscribing lets go of the attempt. It may wait for ever:
   * who asks sets the time. Errors: `NotifierUnreachableError` without an answer, `NotifierRefusedError` for an answer
   * that is no acceptance, `RateLimitedError` with `retryAtMs` (wall clock) when it was too much. None of them holds a
   * secret.
   */
  readonly deliver: (notification: Notification) => Observable<Delivery>;
}
