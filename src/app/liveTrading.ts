import {
  concatMap,
  defer,
  distinct,
  distinctUntilChanged,
  filter,
  map,
  merge,
  of,
  shareReplay,
  startWith,
  Subject,
  tap,
  type Observable,
} from 'rxjs';
import { foreignOrders, type ForeignOrder } from '../core/positions/foreignOrders.js';
import { resumedBook } from '../core/positions/restoreBook.js';
import type { PositionBook } from '../core/positions/reduceBook.js';
import { exchangeAccount } from '../core/risk/exchangeAccount.js';
import type { RiskAccount } from '../core/risk/riskInput.js';
import type { AccountState } from '../domain/account.js';
import { Decimal } from '../domain/decimal.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { OrderGateway } from '../ports/orderGateway.js';
import { heldBy, holdingWords } from '../streams/holdings.js';
import type { PositionWord } from '../streams/positionLoop.js';
import type { Scanner } from './scanner.js';
import { tradedPrices } from './tradedPrices.js';
import { trading, type TradingDeps } from './trading.js';
import { lookPeriodMs, symbolsOf, type TradingDesk, type TradingDeskDeps } from './tradingDesk.js';
import { positionRules, tradingRules } from './tradingRules.js';

export interface LiveTradingDeps extends TradingDeskDeps {
  readonly gateway: OrderGateway;
  readonly scanner: Pick<Scanner, 'signals$' | 'priceFeed$' | 'accountUpdates$'>;
  readonly keep: NonNullable<TradingDeps['keep']>;
  /** As of `PositionLoopDeps`. */
  readonly ending$: Observable<unknown>;
  /** From when on an order that was sent cannot arrive any more. Transport time. */
  readonly settleMs: number;
}

/** Signals traded at an exchange. */
export interface LiveTrading extends TradingDesk {
  /** Orders at the exchange that no position here knows of, each once. */
  readonly foreignOrders$: Observable<ForeignOrder>;
}

/** On top of `settleMs`: what the exchange holds and what was told of it come on different ways. Transport time. */
const heldGraceMs = 5_000;

/**
 * A scanner's signals, traded at an exchange. It begins with asking for every order of the book that it is given, and asks
 * again whenever the account was read: after a lost connection and from time to time. What the account holds otherwise
 * than the positions say, and stays so, makes orphans of them.
 */
export function liveTrading(deps: LiveTradingDeps): LiveTrading {
  const { settings, quoteAsset, scanner, instrumentOf, market, transport, speed, settleMs } = deps;
  const prices = new Map<InstrumentSymbol, Decimal>();
  const books$ = new Subject<PositionBook>();
  let book = resumedBook(deps.book, market.now());
  let account: AccountState | undefined;
  let followed = symbolsOf(book);
  const follow = (): void => {
    const held = [...(account?.positions.values() ?? [])].map(({ symbol }) => symbol);
    followed = new Set([...symbolsOf(book), ...held]);
  };
  const { opened$, prices$ } = tradedPrices(scanner, (symbol) => followed.has(symbol));
  const readings$ = scanner.accountUpdates$.pipe(filter(({ kind }) => kind === 'reconciled'));
  const states$ = scanner.accountUpdates$.pipe(
    map(({ state }) => state),
    distinctUntilChanged(),
    tap((state) => {
      account = state;
      follow();
    }),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const toRiskAccount = (state: AccountState): RiskAccount =>
    exchangeAccount(state, {
      quoteAsset,
      maxLeverage: settings.risk.maxLeverage,
      held: heldBy(state),
      quoteAssetOf: (symbol) => instrumentOf(symbol)?.quoteAsset,
      priceOf: (symbol) => prices.get(symbol),
    });

  const updates$ = defer(() =>
    trading({
      ...deps,
      book,
      signals$: scanner.signals$,
      prices$: prices$.pipe(
        tap(({ symbol, price }) => {
          if (price > 0) prices.set(symbol, Decimal.of(price));
        }),
      ),
      accounts$: merge(states$, opened$).pipe(concatMap(() => (account ? [toRiskAccount(account)] : []))),
      words$: merge(
        deps.words$,
        merge(of(undefined), readings$).pipe(map((): PositionWord => ({ kind: 'doubted' }))),
        holdingWords({
          account$: states$,
          book$: books$.pipe(startWith(book)),
          graceMs: settleMs + heldGraceMs,
          lookPeriodMs,
          scheduler: transport,
        }),
      ),
      tradingRules: tradingRules(settings, speed),
      positionRules: positionRules(settings, speed),
      lookPeriodMs: lookPeriodMs * speed,
      answerWithinMs: settings.answerWithinMs,
    }),
  ).pipe(
    tap((update) => {
      book = update.book;
      follow();
      books$.next(book);
    }),
  );

  return {
    updates$,
    foreignOrders$: readings$.pipe(
      concatMap(({ state }) => foreignOrders(state, book)),
      distinct(({ orderId }) => orderId),
    ),
    account: () => (account && account.reconciledAtMs > 0 ? toRiskAccount(account) : undefined),
  };
}
