import { concatMap, defer, from, map, of, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { Topic } from '../../domain/feed.js';
import { frameText, planFrames, type ControlFrame } from './planFrames.js';
import { streamName } from './topics.js';

export interface SubscriptionOptions {
  readonly topicsPerSubscribe: number;
  readonly clientMessagesPerSecond: number;
  readonly scheduler: SchedulerLike;
}

const maxFrameBytes = 4_000;

/**
 * The control frames, as text, that keep one new connection subscribed to the latest value of `topics$`.
 * In plain words: what is wanted is compared with what has been sent, and the difference leaves in small, spaced
 * frames; a newer wish replaces the frames that are still waiting, never those that have left.
 *
 *   topics$  A--------B--      A = 150 topics, B = A without the last
 *   result   s---t----u--      s, t = SUBSCRIBE of 100 and of 50, u = UNSUBSCRIBE of 1
 *
 * Holds the names of the streams sent. A wish that is withdrawn before its frame has left leaves no trace: to have a
 * stream subscribed anew, its UNSUBSCRIBE must have left before it is asked for again.
 */
export function subscriptionFrames(
  topics$: Observable<ReadonlySet<Topic>>,
  { topicsPerSubscribe, clientMessagesPerSecond, scheduler }: SubscriptionOptions,
): Observable<string> {
  const limits = { maxStreams: topicsPerSubscribe, maxBytes: maxFrameBytes };
  return defer(() => {
    const pace = new Pace(1_000 / clientMessagesPerSecond, scheduler);
    const sent = new SentStreams();
    return topics$.pipe(
      switchMap((topics) =>
        from(planFrames(sent.streams, new Set([...topics].map(streamName)), limits)).pipe(
          concatMap((frame) => pace.turn().pipe(map(() => sent.add(frame)))),
        ),
      ),
    );
  });
}

/** Hands out turns at least `spacingMs` apart, the first at once. */
class Pace {
  readonly #spacingMs: number;
  readonly #scheduler: SchedulerLike;
  #freeAtMs = 0;

  constructor(spacingMs: number, scheduler: SchedulerLike) {
    this.#spacingMs = spacingMs;
    this.#scheduler = scheduler;
  }

  /** Emits when it is our turn. A turn that is unsubscribed before costs nothing. */
  turn(): Observable<unknown> {
    return defer(() => {
      // Never longer than the spacing, even if the wall clock is set back.
      const waitMs = Math.min(this.#spacingMs, this.#freeAtMs - this.#scheduler.now());
      return waitMs > 0 ? timer(waitMs, this.#scheduler) : of(0);
    }).pipe(
      map(() => {
        this.#freeAtMs = this.#scheduler.now() + this.#spacingMs;
      }),
    );
  }
}

/** What a connection is subscribed to once the frames that have left are obeyed. */
class SentStreams {
  readonly streams = new Set<string>();
  #lastId = 0;

  /** Notes that the frame leaves now, and gives its text. */
  add(frame: ControlFrame): string {
    for (const stream of frame.streams) {
      if (frame.method === 'SUBSCRIBE') this.streams.add(stream);
      else this.streams.delete(stream);
    }
    this.#lastId += 1;
    return frameText(frame, this.#lastId);
  }
}
