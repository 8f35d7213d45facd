import { NEVER, startWith, type Observable, type SchedulerLike } from 'rxjs';
import { noBooks, type ScanBooks, type ScanRules } from '../core/scoring/scanRules.js';
import type { MarkPricesEvent } from '../domain/derivatives.js';
import type { FeedEvent } from '../domain/feed.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { FactorInput } from '../domain/signal.js';
import type { MarketData } from '../ports/marketData.js';
import { afterWarmUp } from '../streams/afterWarmUp.js';
import type { FeedDeps } from '../streams/feed.js';
import { markPriceFeed, toMarkPriceBook } from '../streams/markPriceFeed.js';
import { openInterestFeed, toOpenInterestBook } from '../streams/openInterest.js';
import { spreads } from '../streams/spreads.js';
import type { WarmUpProgress } from '../streams/warmUpProgress.js';
import type { ScannerConfig } from './scanner.js';

export interface WatchDerivativesDeps extends Pick<
  FeedDeps<MarkPricesEvent>,
  'firstDatumMs' | 'backoff' | 'rotation' | 'random' | 'scheduler'
> {
  /** What is followed: what no factor reads is not. */
  readonly wanted: ReadonlySet<FactorInput>;
  readonly marketData: Pick<MarketData, 'markPrices'>;
  readonly rest: Pick<MarketData, 'fetchOpenInterest' | 'fetchBookTickers'>;
  readonly universe$: Observable<readonly InstrumentSymbol[]>;
  /** Until it says that the warm-up is complete, the request weight belongs to that. */
  readonly warmUp$: Observable<WarmUpProgress>;
  readonly config: Pick<ScannerConfig, 'derivatives'>;
  readonly market: SchedulerLike;
}

type Books = { readonly [K in Exclude<keyof ScanBooks, 'spot'>]: Observable<ScanBooks[K]> };

/** Mark prices, open interest and spreads: what factors read beside klines. Each book speaks at once, empty. */
export interface WatchedDerivatives {
  /** Silent when no factor reads mark prices. */
  readonly markPriceFeed$: Observable<FeedEvent<MarkPricesEvent>>;
  readonly books: Books;
}

/** Follows what is wanted, each in a feed of its own, never in a cycle. */
export function watchDerivatives({
  wanted,
  marketData,
  rest,
  universe$,
  warmUp$,
  config: { derivatives },
  market,
  ...parts
}: WatchDerivativesDeps): WatchedDerivatives {
  const { openInterestPeriodMs: periodMs, openInterestSamples, spreadPeriodMs } = derivatives;
  const markPriceFeed$ = wanted.has('markPrice')
    ? markPriceFeed({
        ...parts,
        source: marketData.markPrices,
        maxTopicsPerConnection: 1,
        maxSilenceMs: derivatives.markPriceMaxSilenceMs,
      })
    : NEVER;
  const openInterest$ = wanted.has('openInterest')
    ? openInterestFeed({ symbols$: universe$, fetchOpenInterest: rest.fetchOpenInterest, periodMs, market }).pipe(
        afterWarmUp(warmUp$),
      )
    : NEVER;
  const spreads$ = wanted.has('spread')
    ? spreads({ fetchBookTickers: rest.fetchBookTickers, periodMs: spreadPeriodMs, market }).pipe(afterWarmUp(warmUp$))
    : NEVER;
  return {
    markPriceFeed$,
    books: {
      markPrices: markPriceFeed$.pipe(toMarkPriceBook(), startWith(noBooks.markPrices)),
      openInterest: openInterest$.pipe(toOpenInterestBook(openInterestSamples), startWith(noBooks.openInterest)),
      spreads: spreads$.pipe(startWith(noBooks.spreads)),
    },
  };
}

/** What the factors read beside the windows of their symbols. */
export const inputsRead = ({ factors }: ScanRules): ReadonlySet<FactorInput> =>
  new Set(factors.flatMap(({ factor }) => [...factor.inputs, ...(factor.optionalInputs ?? [])]));
