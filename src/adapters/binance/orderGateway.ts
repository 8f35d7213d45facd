import {
  catchError,
  defer,
  forkJoin,
  map,
  merge,
  mergeMap,
  of,
  share,
  Subject,
  take,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { Decimal } from '../../domain/decimal.js';
import { isScannerError } from '../../domain/errors.js';
import { instrumentSymbol } from '../../domain/kline.js';
import { orderRef, type HeldPosition, type OpenOrder, type OrderEvent, type OrderRef } from '../../domain/order.js';
import type { Frame } from '../../ports/marketData.js';
import type { OrderGateway } from '../../ports/orderGateway.js';
import type { OpenAlgoOrder, OpenOrder as OpenOrderRow, PositionRisk } from './accountWire.js';
import { toSide } from './accountWords.js';
import { answerMeaning, answerMessage, type AnswerMeaning } from './orderAnswers.js';
import { OrderEventMapper } from './orderEventMapper.js';
import { queryOrder } from './orderQuery.js';
import * as requests from './orderRequests.js';
import type { AccountConfig, CancelledReply } from './orderWire.js';
import type { RestClient, RestReply } from './rest.js';
import type { SignedRest } from './signedRest.js';

export interface OrderGatewayDeps {
  readonly rest: Pick<RestClient, 'budget$'>;
  readonly signed: SignedRest;
  /** What the account's stream says, from whichever connection is up. */
  readonly frames$: Observable<Frame>;
  /** Estimate of the exchange's clock, epoch ms. */
  readonly marketNow: () => number;
}

/**
 * Orders of one account at the venue, whose positions are in one-way mode. Nothing is sent but what is subscribed to, and
 * that once; an order that was refused for its time alone, and therefore never was one, goes out once more with the right
 * time. While the venue blocks us nothing waits: it would be another order by the time it left.
 */
export function orderGateway({ rest, signed, frames$, marketNow }: OrderGatewayDeps): OrderGateway {
  const { sendSigned } = signed;
  const answers$ = new Subject<OrderEvent>();
  const nowMs = (): number => Math.floor(marketNow());
  const heard$ = defer(() => {
    const mapper = new OrderEventMapper();
    return frames$.pipe(mergeMap((frame) => mapper.read(frame)));
  });

  /** Sends it now or not at all, and says what came of it. */
  const carryOut = (
    { clientOrderId, symbol }: OrderRef,
    done$: Observable<Told>,
    toFailure: (meaning: AnswerMeaning, message: string) => Told,
  ): Observable<OrderEvent> =>
    rest.budget$.pipe(
      take(1),
      mergeMap(({ blockedUntilMs }) => (blockedUntilMs > 0 ? of(toFailure(notSent, blocked)) : done$)),
      catchError((error: unknown) =>
        isScannerError(error) ? of(toFailure(answerMeaning(error), answerMessage(error))) : throwError(() => error),
      ),
      map((told): OrderEvent => ({ ...told, clientOrderId, symbol, exchangeTimeMs: told.exchangeTimeMs ?? nowMs() })),
      tap((event) => answers$.next(event)),
    );

  return {
    submit: (order) => {
      const placed$: Observable<RestReply<{ readonly updateTime?: number | undefined }>> = requests.isConditional(order)
        ? sendSigned(requests.placeAlgoRequest(order))
        : sendSigned(requests.placeRequest(order));
      const acknowledged$ = placed$.pipe(
        map(({ body }): Told => ({ kind: 'acknowledged', exchangeTimeMs: body.updateTime })),
      );
      return carryOut(orderRef(order), acknowledged$, notPlaced);
    },
    cancel: (ref) => {
      const cancelled$ = ref.isConditional
        ? sendSigned(requests.cancelAlgoRequest(ref)).pipe(
            map((): Told => ({ kind: 'cancelled', filledBaseQty: Decimal.zero })),
          )
        : sendSigned(requests.cancelRequest(ref)).pipe(map(({ body }) => toCancelled(body)));
      return carryOut(ref, cancelled$, notCancelled);
    },
    obstacle: () => sendSigned(requests.accountConfigRequest).pipe(map(({ body }) => obstacleIn(body))),
    query: (ref) => queryOrder(signed, ref),
    openOrders: () =>
      forkJoin([sendSigned(requests.openOrdersRequest), sendSigned(requests.openAlgoOrdersRequest)]).pipe(
        map(([orders, algoOrders]) => [...orders.body.map(toOpenOrder), ...algoOrders.body.map(toOpenAlgoOrder)]),
      ),
    positions: () => sendSigned(requests.positionsRequest).pipe(map(({ body }) => body.flatMap(toHeld))),
    events$: merge(answers$, heard$).pipe(share()),
  };
}

/** An event without what names its order; its time, where the answer tells it. */
type Told = OrderEvent extends infer E
  ? E extends OrderEvent
    ? Omit<E, 'clientOrderId' | 'symbol' | 'exchangeTimeMs'> & { readonly exchangeTimeMs?: number | undefined }
    : never
  : never;

function obstacleIn({ canTrade, dualSidePosition }: AccountConfig): string | undefined {
  if (!canTrade) return 'the exchange does not let it trade';
  return dualSidePosition ? 'it is in hedge mode, and only one-way mode is traded' : undefined;
}

const blocked = 'not sent: the exchange blocks our requests';
const notSent: AnswerMeaning = { kind: 'refused', reason: 'other', isFinal: false };

const toCancelled = ({ executedQty, updateTime }: CancelledReply): Told => ({
  kind: 'cancelled',
  filledBaseQty: executedQty === undefined ? undefined : Decimal.of(executedQty),
  exchangeTimeMs: updateTime,
});

const notPlaced = (meaning: AnswerMeaning, message: string): Told => {
  if (meaning.kind === 'unknown') return { kind: 'unknown', message };
  return { kind: 'rejected', reason: meaning.kind === 'refused' ? meaning.reason : 'other', message };
};

// An order whose cancellation was refused for a reason of ours is still there: whoever asks will hear of it.
const notCancelled = (meaning: AnswerMeaning, message: string): Told => ({
  kind: meaning.kind === 'nothingThere' ? 'cancelRefused' : 'unknown',
  message,
});

const types: Readonly<Record<string, OpenOrder['type']>> = {
  LIMIT: 'limit',
  MARKET: 'market',
  STOP_MARKET: 'stopMarket',
  TAKE_PROFIT_MARKET: 'takeProfitMarket',
};

const toOpenOrder = (row: OpenOrderRow): OpenOrder => ({
  clientOrderId: row.clientOrderId,
  symbol: instrumentSymbol(row.symbol),
  side: toSide(row.side),
  type: types[row.type] ?? 'other',
  baseQty: Decimal.of(row.origQty),
  filledBaseQty: Decimal.of(row.executedQty),
  isReduceOnly: row.reduceOnly,
});

const toOpenAlgoOrder = (row: OpenAlgoOrder): OpenOrder => ({
  clientOrderId: row.clientAlgoId,
  symbol: instrumentSymbol(row.symbol),
  side: toSide(row.side),
  type: types[row.orderType] ?? 'other',
  baseQty: Decimal.of(row.quantity),
  filledBaseQty: Decimal.zero,
  isReduceOnly: row.reduceOnly || row.closePosition,
});

const toHeld = (row: PositionRisk): readonly HeldPosition[] => {
  const baseQty = Decimal.of(row.positionAmt);
  if (baseQty.isZero) return [];
  return [{ symbol: instrumentSymbol(row.symbol), baseQty, entryPrice: Decimal.of(row.entryPrice) }];
};
