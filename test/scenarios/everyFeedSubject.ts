import { concat, map, mergeMap, NEVER, of, type Observable } from 'rxjs';
import { ConnectionGovernor } from '../../src/adapters/binance/connectionGovernor.js';
import { binanceDefaults } from '../../src/adapters/binance/options.js';
import { configSchema } from '../../src/config/schema.js';
import type { MarkPricesEvent } from '../../src/domain/derivatives.js';
import type { KlineEvent, PricesEvent } from '../../src/domain/feed.js';
import type { Subject } from '../../src/marbles/index.js';
import type { FeedSource, SocketEvent } from '../../src/ports/marketData.js';
import { accountFeed } from '../../src/streams/accountFeed.js';
import { klineFeed } from '../../src/streams/klineFeed.js';
import { markPriceFeed } from '../../src/streams/markPriceFeed.js';
import { priceFeed } from '../../src/streams/priceFeed.js';
import { indexOf, klineAt, series } from '../support/klines.js';
import { drawnAccount, toldEvent } from './drawnAccount.js';
import { toSocketEvent } from './drawnSocket.js';
import { tellConnection } from './tellConnection.js';

const hourMs = 3_600_000;

/**
 * The real feeds side by side, their connections admitted by the one real governor. A digit is a kline of this
 * number, a price or mark price of this number, an order of this number; `o` says that a connection is open.
 *
 * Inputs: cold `kline`, `price`, `mark` and `account`, a line for each connection in turn. The longest silences are those of the
 * configuration's defaults unless `maxSilence` is told.
 * Outputs: the data under the same names, and `klineNews`, `priceNews`, `markNews`, `accountNews`.
 */
export const everyFeedSubject: Subject = {
  cold: ['kline', 'price', 'mark', 'account'],
  run: (inputs, params, scheduler) => {
    const { feeds: silence, derivatives } = configSchema.parse({});
    const governor = new ConnectionGovernor({
      maxConnects: params.number('maxConnects', binanceDefaults.maxConnects),
      connectWindowMs: params.durationMs('connectWindow', binanceDefaults.connectWindowMs),
      connectSpacingMs: 0,
      scheduler,
    });
    const connect = (name: string) => (): Observable<SocketEvent> =>
      governor.admit((settled) => inputs.get(name).pipe(map((drawn) => (settled(), toSocketEvent(drawn)))));
    const parts = {
      firstDatumMs: hourMs,
      maxTopicsPerConnection: 1,
      rotation: { lifetimeMs: 24 * hourMs, minuteOfHour: null, staggerMs: 0, overlapMs: 0 },
      backoff: { baseMs: 10_000, capMs: 60_000, resetAfterMs: 60_000 },
      random: () => 1,
      scheduler,
    };
    const klineSource: FeedSource<KlineEvent> = {
      connect: connect('kline'),
      decode: (frame) => ({ kind: 'kline', kline: klineAt(Number(frame)), exchangeTimeMs: 0 }),
    };
    const priceSource: FeedSource<PricesEvent> = {
      connect: connect('price'),
      decode: (frame) => ({ kind: 'prices', prices: [], exchangeTimeMs: Number(frame) }),
    };
    const markSource: FeedSource<MarkPricesEvent> = {
      connect: connect('mark'),
      decode: (frame) => ({ kind: 'markPrices', markPrices: [], exchangeTimeMs: Number(frame) }),
    };
    const kline$ = klineFeed({
      ...parts,
      source: klineSource,
      topics$: concat(of(new Set([series])), NEVER),
      maxSilenceMs: params.durationMs('maxSilence', silence.klineMaxSilenceMs),
    });
    const price$ = priceFeed({
      ...parts,
      source: priceSource,
      maxSilenceMs: params.durationMs('maxSilence', silence.priceMaxSilenceMs),
    });
    const mark$ = markPriceFeed({
      ...parts,
      source: markSource,
      maxSilenceMs: params.durationMs('maxSilence', derivatives.markPriceMaxSilenceMs),
    });
    const account$ = accountFeed({
      ...parts,
      source: drawnAccount(connect('account'), () => scheduler.now()),
      maxSilenceMs: params.durationMs('maxSilence', silence.accountMaxSilenceMs),
    });
    return {
      kline: kline$.pipe(mergeMap((event) => (event.kind === 'kline' ? [indexOf(event.kline)] : []))),
      price: price$.pipe(mergeMap((event) => (event.kind === 'prices' ? [event.exchangeTimeMs] : []))),
      mark: mark$.pipe(mergeMap((event) => (event.kind === 'markPrices' ? [event.exchangeTimeMs] : []))),
      account: account$.pipe(mergeMap((event) => (event.kind === 'orderUpdated' ? [toldEvent(event)] : []))),
      klineNews: kline$.pipe(mergeMap(tellConnection)),
      priceNews: price$.pipe(mergeMap(tellConnection)),
      markNews: mark$.pipe(mergeMap(tellConnection)),
      accountNews: account$.pipe(mergeMap(tellConnection)),
    };
  },
};
