import { concatMap, defer, map, tap, type Observable } from 'rxjs';
import { paperGateway, type PaperGateway, type PaperRecord } from '../adapters/paper/index.js';
import type { RiskAccount } from '../core/risk/riskInput.js';
import { Decimal } from '../domain/decimal.js';
import type { OrderEvent } from '../domain/order.js';
import { tradedPrices } from './tradedPrices.js';
import { trading } from './trading.js';
import { lookPeriodMs, symbolsOf, type TradingDesk, type TradingDeskDeps } from './tradingDesk.js';
import { paperCosts, positionRules, tradingRules } from './tradingRules.js';

export interface PaperTradingDeps extends TradingDeskDeps {
  /** Its account, when the last run ended. */
  readonly account: PaperRecord | undefined;
}

/** Signals traded on paper. */
export interface PaperTrading extends TradingDesk, Pick<PaperGateway, 'exportState'> {
  /** What becomes of orders, while `updates$` is subscribed to. */
  readonly orderEvents$: Observable<OrderEvent>;
}

/** A scanner's signals, traded on paper at the prices of its feed. */
export function paperTrading(deps: PaperTradingDeps): PaperTrading {
  const { settings, scanner, instrumentOf, market, speed, book } = deps;
  let followed = symbolsOf(book);
  const { opened$, prices$ } = tradedPrices(scanner, (symbol) => followed.has(symbol));
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
      ...deps,
      gateway,
      signals$: scanner.signals$,
      prices$,
      accounts$,
      tradingRules: tradingRules(settings, speed),
      positionRules: positionRules(settings, speed),
      lookPeriodMs: lookPeriodMs * speed,
      answerWithinMs: settings.answerWithinMs,
      // Paper has no way on which an order could be late.
      settleMs: 0,
    }),
  ).pipe(tap((update) => (followed = symbolsOf(update.book))));
  return { updates$, orderEvents$: gateway.events$, account: gateway.account, exportState: gateway.exportState };
}
