import { concatMap, filter, map, merge, share, type Observable } from 'rxjs';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { Price } from '../domain/price.js';
import type { Signal } from '../domain/signal.js';
import type { Scanner } from './scanner.js';

export interface TradedPrices {
  /** Signals as they open. */
  readonly opened$: Observable<Signal>;
  readonly prices$: Observable<Pick<Price, 'symbol' | 'price' | 'exchangeTimeMs'>>;
}

/**
 * The prices that trading needs: those of symbols that are followed, since something is held of them or is about to be. A
 * signal of another symbol brings the first one along.
 */
export function tradedPrices(
  { signals$, priceFeed$ }: Pick<Scanner, 'signals$' | 'priceFeed$'>,
  isFollowed: (symbol: InstrumentSymbol) => boolean,
): TradedPrices {
  const opened$ = signals$.pipe(filter(({ kind }) => kind === 'opened'));
  const prices$ = merge(
    opened$.pipe(
      filter(({ symbol }) => !isFollowed(symbol)),
      map(({ symbol, price, priceTimeMs }) => ({ symbol, price, exchangeTimeMs: priceTimeMs })),
    ),
    priceFeed$.pipe(
      concatMap((event) => (event.kind === 'prices' ? event.prices.filter(({ symbol }) => isFollowed(symbol)) : [])),
    ),
  ).pipe(share());
  return { opened$, prices$ };
}
