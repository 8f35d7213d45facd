import { defer, EMPTY, merge, mergeMap, of, share, Subject, type Observable, type SchedulerLike } from 'rxjs';
import { Decimal } from '../../domain/decimal.js';
import type { OpenOrder, OrderEvent } from '../../domain/order.js';
import type { Price } from '../../domain/price.js';
import type { OrderGateway } from '../../ports/orderGateway.js';
import { equityQuote } from './account.js';
import { PaperEngine } from './paperEngine.js';
import type { PaperOptions } from './paperOptions.js';
import { exportPaperState, paperState, restorePaperState, type PaperRecord } from './paperState.js';

export interface PaperGatewayDeps extends PaperOptions {
  /** Prices as they come. Orders are filled while `events$` is subscribed to. */
  readonly prices$: Observable<Pick<Price, 'symbol' | 'price'>>;
  /** An account to go on with. */
  readonly restored?: PaperRecord;
  /** Market time. */
  readonly market: Pick<SchedulerLike, 'now'>;
}

/** An account as it stands. Money in the quote asset, exact. */
export interface PaperAccount {
  readonly equityQuote: Decimal;
  readonly availableQuote: Decimal;
  readonly walletQuote: Decimal;
}

/** Trading on paper, with an account of its own. */
export interface PaperGateway extends OrderGateway {
  readonly account: () => PaperAccount;
  /** To be kept: `restored` of the next run. Of orders that are done those go along that `isKept` wants; default all. */
  readonly exportState: (isKept?: (clientOrderId: string) => boolean) => PaperRecord;
}

/**
 * An `OrderGateway` that sends nothing: a market order is filled at the next price of its symbol after it came, a limit
 * order when the price reaches it, a conditional one when the price reaches its trigger, each with spread, slippage and
 * fees as configured. There is always an answer, so no outcome is unknown.
 */
export function paperGateway({ prices$, restored, market, ...options }: PaperGatewayDeps): PaperGateway {
  const engine = new PaperEngine(
    options,
    restored ? restorePaperState(restored) : paperState(options.startBalanceQuote),
  );
  const answers$ = new Subject<OrderEvent>();
  const answered = (event: OrderEvent): Observable<OrderEvent> => {
    answers$.next(event);
    return of(event);
  };
  const fills$ = prices$.pipe(
    mergeMap(({ symbol, price }) => (price > 0 ? engine.tick(symbol, Decimal.of(price), market.now()) : EMPTY)),
  );
  return {
    submit: (order) => defer(() => answered(engine.submit(order, market.now()))),
    cancel: ({ clientOrderId, symbol }) => defer(() => answered(engine.cancel(clientOrderId, symbol, market.now()))),
    obstacle: () => of(undefined),
    query: ({ clientOrderId }) =>
      defer(() => {
        const order = engine.known(clientOrderId);
        return of(order ? ({ kind: 'found', order } as const) : ({ kind: 'notFound' } as const));
      }),
    openOrders: () => defer(() => of(openOrders(engine))),
    positions: () =>
      defer(() =>
        of(
          [...engine.state.holdings].map(([symbol, { baseQty, costQuote }]) => ({
            symbol,
            baseQty,
            entryPrice: costQuote.dividedBy(baseQty.abs(), 8, 'nearest'),
          })),
        ),
      ),
    events$: merge(answers$, fills$).pipe(share()),
    account: () => ({
      equityQuote: equityQuote(engine.state, engine.prices),
      availableQuote: engine.available(),
      walletQuote: engine.state.walletQuote,
    }),
    exportState: (isKept = () => true) => exportPaperState(engine.state, isKept),
  };
}

const openOrders = ({ state }: PaperEngine): readonly OpenOrder[] =>
  [...state.orders.values()]
    .filter(({ status }) => status === 'working')
    .map(({ request: { clientOrderId, symbol, side, type, baseQty, isReduceOnly }, fills }) => ({
      clientOrderId,
      symbol,
      side,
      type,
      baseQty,
      filledBaseQty: fills.reduce((sum, fill) => sum.plus(fill.baseQty), Decimal.zero),
      isReduceOnly,
    }));
