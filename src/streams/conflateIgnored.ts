import { defer, filter, map, type Observable } from 'rxjs';
import type { FeedEvent, IgnoredFrame } from '../domain/feed.js';

/** Few enough that a connection of one stream still shows life every few seconds. */
const framesPerBundle = 16;
const bundle: IgnoredFrame = { kind: 'ignored', frames: framesPerBundle };

/**
 * Frames that carry nothing, 99 % of a kline feed, are told in bundles: the first at once, then one event for every
 * 16, which says how many it stands for. All else passes, signs of life that are no frames too.
 * In plain words: what nobody reads need not travel through everything that follows.
 * Holds one number. Spec: test/unit/streams/conflateIgnored.test.ts
 */
export function conflateIgnored<T extends { readonly kind: string }>(
  events$: Observable<FeedEvent<T>>,
): Observable<FeedEvent<T>> {
  return defer(() => {
    let ignored = 0;
    const isTold = (event: FeedEvent<T>): boolean => {
      if (!isIgnoredFrame(event)) return true;
      ignored += 1;
      return ignored % framesPerBundle === 1;
    };
    return events$.pipe(
      filter(isTold),
      map((event) => (isIgnoredFrame(event) && ignored > 1 ? bundle : event)),
    );
  });
}

/** One that does not yet say for how many frames it stands. */
const isIgnoredFrame = (event: { readonly kind: string; readonly frames?: unknown }): boolean =>
  event.kind === 'ignored' && event.frames === undefined;
