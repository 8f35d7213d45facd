import { defer, map, of, type Observable } from 'rxjs';
import { KlineWindow } from '../../src/core/windows/klineWindow.js';
import type { MarkPrice, MarkPricesEvent } from '../../src/domain/derivatives.js';
import { FeedClosedError } from '../../src/domain/errors.js';
import type { PricesEvent } from '../../src/domain/feed.js';
import type { Kline } from '../../src/domain/kline.js';
import type { Price } from '../../src/domain/price.js';
import { seriesKey } from '../../src/domain/series.js';
import type { ScenarioParams, Subjects } from '../../src/marbles/index.js';
import { failOnComplete } from '../../src/operators/failOnComplete.js';
import { failWhenStale } from '../../src/operators/failWhenStale.js';
import { keepNewer } from '../../src/operators/keepNewer.js';
import { makeBeforeBreak } from '../../src/operators/makeBeforeBreak.js';
import { retryWithBackoff } from '../../src/operators/retryWithBackoff.js';
import { warmUp } from '../../src/operators/warmUp.js';
import { toMarkPriceBook } from '../../src/streams/markPriceFeed.js';
import { toPriceBook } from '../../src/streams/priceFeed.js';
import { scanCycles } from '../../src/streams/scanCycles.js';
import { backoffParams } from './backoffParams.js';
import { accountSubject } from './accountSubject.js';
import { everyFeedSubject } from './everyFeedSubject.js';
import { feedSubject } from './feedSubject.js';
import { klinesSubject } from './klinesSubject.js';
import { openInterestSubject } from './openInterestSubject.js';
import { orderFlowSubject } from './orderFlowSubject.js';
import { positionsSubject } from './positionsSubject.js';
import { windowsSubject } from './windowsSubject.js';

/** What the word after `>` in `marbles/**` stands for. Numbers stand for open times: the larger is the newer. */
export const subjects: Subjects = {
  failOnComplete: (inputs, params) => inputs.get('connection').pipe(closedIsError(params)),

  failWhenStale: (inputs, params, scheduler) =>
    inputs
      .get('connection')
      .pipe(failWhenStale({ feed: params.text('feed'), maxSilenceMs: params.number('maxSilenceMs'), scheduler })),

  retryWithBackoff: {
    cold: ['connection'],
    run: (inputs, params, scheduler) =>
      inputs.get('connection').pipe(retryWithBackoff({ ...backoffParams(params), scheduler })),
  },

  feed: feedSubject,
  everyFeed: everyFeedSubject,

  makeBeforeBreak: {
    cold: ['connection'],
    run: (inputs, params, scheduler) =>
      makeBeforeBreak(inputs.get('connection'), {
        replaceAfterMs: () => params.number('replaceAfterMs'),
        isDelivery: (value) => value !== params.text('notLife', ''),
        overlapMs: params.number('overlapMs'),
        scheduler,
      }),
  },

  keepNewer: (inputs) => (inputs.get('source') as Observable<number>).pipe(keepNewer(isNewer)),

  warmUp: {
    cold: ['snapshot'],
    run: (inputs, params) => {
      const live$ = inputs.get('live') as Observable<number>;
      const snapshot = () => inputs.get('snapshot') as Observable<readonly number[]>;
      const keepsRepeats = params.text('repeats', 'dropped') === 'kept';
      const maxHeld = params.number('maxHeld', Infinity);
      return warmUp({ live$, snapshot, maxHeld, ...(!keepsRepeats && { isNewer }) });
    },
  },

  /** Every input but `pass` is an input of the scan; without `pass` a scan answers at once with its inputs. */
  scanCycles: {
    cold: ['pass'],
    run: (inputs, params, scheduler) => {
      const names = inputs.names.filter((name) => name !== 'pass');
      return scanCycles({
        inputs: Object.fromEntries(names.map((name) => [name, inputs.get(name)])),
        scan: (latest) => (inputs.has('pass') ? inputs.get('pass') : of(latest)),
        periodMs: params.number('periodMs'),
        scheduler,
      });
    },
  },

  windows: windowsSubject,
  klines: klinesSubject,
  account: accountSubject,
  openInterest: openInterestSubject,
  orderFlow: orderFlowSubject,
  positions: positionsSubject,

  /** The last prices, by symbol, after each frame. */
  priceBook: (inputs) =>
    (inputs.get('prices') as Observable<Price>).pipe(
      map((price): PricesEvent => ({ kind: 'prices', prices: [price], exchangeTimeMs: price.exchangeTimeMs })),
      toPriceBook(),
      map((book) => Object.fromEntries([...book].map(([symbol, { price }]) => [symbol, price]))),
    ),

  /** The mark prices, by symbol, after each frame. */
  markPriceBook: (inputs) =>
    (inputs.get('markPrices') as Observable<MarkPrice>).pipe(
      map((sample): MarkPricesEvent => ({ kind: 'markPrices', markPrices: [sample], exchangeTimeMs: 0 })),
      toMarkPriceBook(),
      map((book) => Object.fromEntries([...book].map(([symbol, { markPrice }]) => [symbol, markPrice]))),
    ),

  /** The closes in the window after each kline. */
  klineWindow: (inputs, params) =>
    defer(() => {
      let window: KlineWindow | undefined;
      return (inputs.get('klines') as Observable<Kline>).pipe(
        map((kline) => {
          window ??= new KlineWindow({ series: seriesKey(kline.symbol, kline.interval), size: params.number('size') });
          return window
            .append(kline, 'ws')
            .toArray()
            .map(({ close }) => close);
        }),
      );
    }),
};

const isNewer = (value: number, last: number): boolean => value > last;

const closedIsError = (params: ScenarioParams) => {
  const feed = params.text('feed');
  return failOnComplete<unknown>(() => new FeedClosedError(`${feed} stream ended`, { feed }));
};
