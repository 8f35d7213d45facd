import {
  defer,
  filter,
  interval,
  map,
  merge,
  mergeMap,
  scheduled,
  withLatestFrom,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { VirtualBook, type VirtualChange, type VirtualPast } from '../core/virtual/virtualBook.js';
import type { VirtualRules } from '../core/virtual/virtualRules.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { seriesKey } from '../domain/series.js';
import type { SignalRecord } from '../domain/signalRecord.js';
import type { VirtualPosition } from '../domain/virtualPosition.js';
import type { PriceBook } from './priceFeed.js';
import type { WindowBook } from './windowBook.js';
import type { WindowEvent } from './windows.js';

export interface VirtualLoopDeps {
  /** Every signal that opens by its score, with all that it rests on. */
  readonly signalRecords$: Observable<SignalRecord>;
  readonly windowEvents$: Observable<WindowEvent>;
  readonly windows$: Observable<WindowBook>;
  readonly prices$: Observable<PriceBook>;
  readonly rules: VirtualRules;
  readonly past: VirtualPast;
  /** Market time. */
  readonly market: SchedulerLike;
}

export interface VirtualUpdate extends VirtualChange {
  readonly openCount: number;
  /** Everything that is open, when it is asked. */
  readonly positions: () => readonly VirtualPosition[];
}

/**
 * Follows signals on paper: on each closed kline of its symbol's shortest interval, and on prices every `periodMs` of
 * market time. In plain words: it shares nothing with the scan but what it reads, and does as much for a close as there
 * are positions of its symbol, and a look in many small parts; who keeps what comes of it is nobody it waits for. Emits
 * what has changed; never completes by itself.
 */
export const virtualLoop = (deps: VirtualLoopDeps): Observable<VirtualUpdate> =>
  defer(() => {
    const { signalRecords$, windowEvents$, windows$, prices$, rules, past, market } = deps;
    const book = new VirtualBook(rules, past);
    // No look before it is known which symbols have klines.
    const looks$ = interval(rules.periodMs, market).pipe(withLatestFrom(prices$, windows$));
    return merge(
      signalRecords$.pipe(map((record) => book.open(record))),
      windowEvents$.pipe(
        map(({ change }) => (change.kind === 'closed' ? change.kline : undefined)),
        filter((kline) => kline?.interval === book.interval),
        map((kline) => book.kline(kline!)),
      ),
      looks$.pipe(
        mergeMap(([, prices, windows]) => {
          const hasKlines = (symbol: InstrumentSymbol): boolean => {
            const status = windows.get(seriesKey(symbol, book.interval))?.status;
            return status !== undefined && status !== 'dead';
          };
          // Part by part: a cycle of the scan that falls due meanwhile goes in between.
          return scheduled(book.look({ prices, atMs: market.now(), hasKlines }), market);
        }),
      ),
    ).pipe(
      filter(({ hasMoved }) => hasMoved),
      map((change) => ({ ...change, openCount: book.openCount, positions: () => book.positions() })),
    );
  });
