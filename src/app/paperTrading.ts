import { concatMap, defer, filter, map, merge, share, tap, type Observable, type SchedulerLike } from 'rxjs';
import { paperGateway, type PaperGateway, type PaperRecord } from '../adapters/paper/index.js';
import type { Config } from '../config/schema.js';
import type { PositionBook } from '../core/positions/reduceBook.js';
import type { RiskAccount } from '../core/risk/riskInput.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { OrderEvent } from '../domain/order.js';
import type { Price } from '../domain/price.js';
import type { FeedBackoff } from '../streams/feed.js';
import type { PositionUpdate, PositionWord } from '../streams/positionLoop.js';
import type { Scanner } from './scanner.js';
import { trading } from './trading.js';
import { paperCosts, positionRules, tradingRules } from './tradingRules.js';

export interface PaperTradingDeps {
  readonly settings: Config['trading'];
  readonly quoteAsset: string;
  readonly scanner: Pick<Scanner, 'signals$' | 'priceFeed$'>;
  readonly instrumentOf: (symbol: InstrumentSymbol) => Instrument | undefined;
  readonly words$: Observable<PositionWord>;
  /** What was held when the last run ended, and its account. */
  readonly book: PositionBook;
  readonly account: PaperRecord | undefined;
  readonly backoff: FeedBackoff;
  /** In [0, 1). */
  readonly random: () => number;
  readonly market: SchedulerLike;
  /** Market milliseconds per transport millisecond. */
  readonly speed: number;
  readonly transport: SchedulerLike;
}

/** Signals traded on paper. */
export interface PaperTrading {
  /** Trades as long as it is subscribed to, once. */
  readonly updates$: Observable<PositionUpdate>;
  /** What becomes of orders, while `updates$` is subscribed to. */
  readonly orderEvents$: Observable<OrderEvent>;
  readonly gateway: Pick<PaperGateway, 'account' | 'exportState'>;
}

/** How often positions look at the clock, transport time. */
const lookPeriodMs = 1_000;

type Tick = Pick<Price, 'symbol' | 'price' | 'exchangeTimeMs'>;

/**
 * A scanner's signals, traded on paper at the prices of its feed. Only the prices of symbols that something is held of, or
 * is about to be, are read; a signal brings the first one along.
 */
export function paperTrading(deps: PaperTradingDeps): PaperTrading {
  const { settings, scanner, instrumentOf, market, speed, book } = deps;
  let followed = symbolsOf(book);
  const opened$ = scanner.signals$.pipe(filter(({ kind }) => kind === 'opened'));
  const prices$ = merge(
    opened$.pipe(
      filter(({ symbol }) => !followed.has(symbol)),
      map(({ symbol, price, priceTimeMs }): Tick => ({ symbol, price, exchangeTimeMs: priceTimeMs })),
    ),
    scanner.priceFeed$.pipe(
      concatMap((event): readonly Tick[] =>
        event.kind === 'prices' ? event.prices.filter(({ symbol }) => followed.has(symbol)) : [],
      ),
    ),
  ).pipe(share());
  const gateway = paperGateway({
    quoteAsset: deps.quoteAsset,
    startBalanceQuote: Decimal.of(settings.paper.startBalanceQuote),
    leverage: settings.risk.maxLeverage,
    costs: paperCosts(settings),
    instrumentOf,
    random: deps.random,
    prices$,
    market,
    ...(deps.account && { restored: deps.account }),
  });
  const accounts$ = opened$.pipe(
    concatMap(() => gateway.positions()),
    map((held): RiskAccount => ({ status: 'ready', knownAtMs: market.now(), ...gateway.account(), held })),
  );
  const updates$ = defer(() =>
    trading({
      gateway,
      signals$: scanner.signals$,
      prices$,
      accounts$,
      words$: deps.words$,
      instrumentOf,
      tradingRules: tradingRules(settings, speed),
      positionRules: positionRules(settings, speed),
      book,
      lookPeriodMs: lookPeriodMs * speed,
      market,
      answerWithinMs: settings.answerWithinMs,
      // Paper has no way on which an order could be late.
      settleMs: 0,
      backoff: deps.backoff,
      random: deps.random,
      transport: deps.transport,
    }),
  ).pipe(tap((update) => (followed = symbolsOf(update.book))));
  return { updates$, orderEvents$: gateway.events$, gateway };
}

const symbolsOf = ({ live }: PositionBook): ReadonlySet<InstrumentSymbol> =>
  new Set([...live.values()].map(({ symbol }) => symbol));
