import { ignoreElements, merge, tap, type Observable } from 'rxjs';
import type { Scanner } from '../../app/scanner.js';
import type { BadFrame } from '../../domain/feed.js';
import { endAtError } from '../../streams/health.js';
import type { Presenter } from './presenter.js';

/** Shows everything that a scanner has to say, as long as it is subscribed to. Never emits. */
export const shown = (
  scanner: Scanner,
  presenter: Presenter,
  onBadFrame: (frame: BadFrame) => void,
): Observable<never> =>
  merge(
    scanner.universe$.pipe(
      tap(({ length }) => {
        if (length === 0) presenter.warn('No symbol passes the rules of `universe`: there is nothing to scan.');
      }),
    ),
    scanner.warmUp$.pipe(tap((progress) => presenter.warmUp(progress))),
    scanner.cycles$.pipe(tap((cycle) => presenter.cycle(cycle))),
    scanner.health$.pipe(tap((health) => presenter.health(health))),
    // What ends the spot and the account feed is told by `health$`.
    merge(
      scanner.klineFeed$,
      scanner.priceFeed$,
      scanner.markPriceFeed$,
      scanner.spotFeed$.pipe(endAtError()),
      scanner.accountFeed$.pipe(endAtError()),
    ).pipe(
      tap((event) => {
        if (event.kind === 'refused') presenter.warn(`The exchange refused a subscription: ${event.reason}.`);
        if (event.kind === 'silent') presenter.warn(silentSentence(event.feed, [...event.topics]));
        if (event.kind === 'badFrame') onBadFrame(event);
      }),
    ),
  ).pipe(ignoreElements());

/** Lets the first of every `every` bad frames through to the presenter, with how many there were. */
export function badFrameSampler({ badFrame }: Pick<Presenter, 'badFrame'>, every: number): (frame: BadFrame) => void {
  let count = 0;
  return (frame) => {
    count += 1;
    if ((count - 1) % every === 0) badFrame(frame, count);
  };
}

const topicsNamed = 5;

function silentSentence(feed: string, topics: readonly string[]): string {
  const named = topics.slice(0, topicsNamed).join(', ');
  const more = topics.length > topicsNamed ? ` and ${topics.length - topicsNamed} more` : '';
  return `The ${feed} feed has heard nothing of ${named}${more}; subscribing again.`;
}
