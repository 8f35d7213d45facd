import { catchError, EMPTY, expand, map, mergeMap, of, reduce, throwError, type Observable } from 'rxjs';
import { Decimal, sumDecimals } from '../../domain/decimal.js';
import { ExchangeRejectedError, isScannerError } from '../../domain/errors.js';
import type { KnownOrder, OrderFill, OrderRef, OrderReport } from '../../domain/order.js';
import { answerMeaning } from './orderAnswers.js';
import { mostTrades, queryAlgoRequest, queryRequest, tradesRequest } from './orderRequests.js';
import type { AlgoReply, OrderReply, UserTrade } from './orderWire.js';
import { replyError } from './readReply.js';
import type { RestReply } from './rest.js';
import type { SignedRest } from './signedRest.js';

const notFound: OrderReport = { kind: 'notFound' };

/** An unknown status counts as working: what may still trade is not forgotten. */
const statuses: Readonly<Record<string, KnownOrder['status']>> = {
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/**
 * An order by its client id, with every fill of it; of a conditional one that was triggered, with those of the order that
 * it became. Cold, emits once. Fails with a retryable `ExchangeReplyError` while the venue's list of trades lags behind
 * its order.
 */
export function queryOrder(rest: Pick<SignedRest, 'sendSigned'>, ref: OrderRef): Observable<OrderReport> {
  const { symbol, clientOrderId } = ref;
  const report$ = ref.isConditional
    ? rest.sendSigned(queryAlgoRequest(ref)).pipe(mergeMap(({ body }) => algoReport(rest, ref, body)))
    : rest
        .sendSigned(queryRequest(symbol, { origClientOrderId: clientOrderId }))
        .pipe(mergeMap((reply) => withFills(rest, ref, reply)));
  return report$.pipe(catchError(afterFailure));
}

function algoReport(
  rest: Pick<SignedRest, 'sendSigned'>,
  ref: OrderRef,
  { algoStatus, actualOrderId }: AlgoReply,
): Observable<OrderReport> {
  const { symbol, clientOrderId } = ref;
  if (!actualOrderId) {
    const status = statuses[algoStatus] ?? (algoStatus === 'FINISHED' ? 'expired' : 'working');
    return of({
      kind: 'found',
      order: { clientOrderId, symbol, status, filledBaseQty: Decimal.zero, fills: [] },
    });
  }
  // Not there: what ended without a fill is forgotten after some days, and what was just triggered may not show yet.
  return rest
    .sendSigned(queryRequest(symbol, { orderId: actualOrderId }))
    .pipe(mergeMap((reply) => withFills(rest, ref, reply)));
}

/** "Invalid symbol": it is no longer listed, and no order of it is there. */
const unlistedCode = -1121;

/** Whoever asks fails for good only for what no patience can mend, as refused keys: that ends trading in all symbols. */
function afterFailure(error: unknown): Observable<OrderReport> {
  if (!isScannerError(error)) return throwError(() => error);
  const meaning = answerMeaning(error);
  if (meaning.kind === 'nothingThere') return of(notFound);
  if (!(error instanceof ExchangeRejectedError)) return throwError(() => error);
  if (error.details.exchangeCode === unlistedCode) return of(notFound);
  if (meaning.kind === 'refused' && meaning.isFinal) return throwError(() => error);
  return throwError(
    () => new ExchangeRejectedError(error.message, { ...error.details, isPassing: true }, { cause: error }),
  );
}

/** The order was read first, so its trades may be more than it says, and must not be less. */
function withFills(
  rest: Pick<SignedRest, 'sendSigned'>,
  { symbol, clientOrderId }: OrderRef,
  reply: RestReply<OrderReply>,
): Observable<OrderReport> {
  const { orderId, status: word, origQty, executedQty } = reply.body;
  const told = Decimal.of(executedQty);
  const fills$ = told.isZero ? of([]) : fillsOf(rest, symbol, orderId);
  return fills$.pipe(
    mergeMap((fills) => {
      const filledBaseQty = sumDecimals(fills.map(({ baseQty }) => baseQty));
      if (filledBaseQty.isBelow(told)) {
        const found = `trades of ${filledBaseQty.toString()} of an order that is filled by ${told.toString()}`;
        return throwError(() => replyError(reply, found));
      }
      const isFull = !filledBaseQty.isBelow(Decimal.of(origQty));
      const status = isFull ? 'filled' : (statuses[word] ?? 'working');
      return of<OrderReport>({ kind: 'found', order: { clientOrderId, symbol, status, filledBaseQty, fills } });
    }),
  );
}

const fillsOf = (
  { sendSigned }: Pick<SignedRest, 'sendSigned'>,
  symbol: string,
  orderId: string,
): Observable<readonly OrderFill[]> => {
  const page = (fromId: string | undefined): Observable<readonly UserTrade[]> =>
    sendSigned(tradesRequest(symbol, orderId, fromId)).pipe(map(({ body }) => body));
  return page(undefined).pipe(
    expand((trades) => {
      const last = trades.at(-1);
      return trades.length < mostTrades || last === undefined ? EMPTY : page(String(BigInt(last.id) + 1n));
    }),
    reduce<readonly UserTrade[], readonly OrderFill[]>(
      (fills, trades) => [...fills, ...trades.filter((trade) => trade.orderId === orderId).map(toFill)],
      [],
    ),
  );
};

const toFill = ({ id, price, qty, commission, commissionAsset, maker }: UserTrade): OrderFill => ({
  tradeId: id,
  baseQty: Decimal.of(qty),
  price: Decimal.of(price),
  fee:
    commission == null || commissionAsset == null
      ? undefined
      : { asset: commissionAsset, amount: Decimal.of(commission) },
  isMaker: maker,
});
