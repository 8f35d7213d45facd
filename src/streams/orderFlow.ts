import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  groupBy,
  merge,
  mergeMap,
  of,
  share,
  take,
  throwError,
  throwIfEmpty,
  timeout,
  timer,
  repeat,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { BadInputError, ExchangeReplyError } from '../domain/errors.js';
import { orderRef, type ClientOrderId, type KnownOrder, type OrderEvent, type OrderRef } from '../domain/order.js';
import type { OrderCommand } from '../domain/position.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import type { OrderGateway } from '../ports/orderGateway.js';
import type { FeedBackoff } from './feed.js';

export interface OrderFlowDeps {
  readonly commands$: Observable<OrderCommand>;
  readonly gateway: Pick<OrderGateway, 'submit' | 'cancel' | 'query'>;
  /** An order that is not answered by then has an unknown outcome. Transport time. */
  readonly answerWithinMs: number;
  /** From when on an order cannot arrive any more: until then `notFound` is asked again. Transport time. */
  readonly settleMs: number;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  /** Transport time. */
  readonly transport: SchedulerLike;
}

/** What came of a command, for the positions to hear. */
export type OrderOutcome =
  | { readonly kind: 'order'; readonly event: OrderEvent }
  | { readonly kind: 'reconciled'; readonly order: KnownOrder }
  | (Pick<OrderRef, 'symbol' | 'clientOrderId'> & { readonly kind: 'notFound' });

/**
 * Carries out commands, in order for each symbol and side by side for different ones, and tells what came of them. An
 * order is sent once. If its outcome is unknown it is asked for by its client id until the exchange says what became of
 * it, and before an entry's fate is known no other order of its symbol leaves; an exit is not kept waiting by another
 * exit, since the exchange takes none beyond the position. Ends with `commands$`; fails for a bug, when the exchange
 * refuses a question for good, and with a `BadInputError` when it does nothing for the keys any more.
 */
export function orderFlow({ commands$, ...deps }: OrderFlowDeps): Observable<OrderOutcome> {
  return commands$.pipe(
    groupBy((command) => (command.kind === 'place' ? command.order.symbol : command.symbol)),
    mergeMap((ofSymbol$) => {
      const work$ = ofSymbol$.pipe(
        concatMap((command) => carryOut(command, deps)),
        share(),
      );
      return merge(
        work$.pipe(filter((done) => done.kind !== 'toAsk')),
        work$.pipe(
          filter((done) => done.kind === 'toAsk'),
          askOneByOne(deps),
        ),
      );
    }),
  );
}

/**
 * Asks for different orders side by side, and for one of them again only after its answer, however often it is to be
 * asked meanwhile: questions that crowd each other out are never answered. After each answer there is a pause, so that
 * what the exchange never does is not asked for as fast as it answers. Holds the orders that are being asked for.
 */
const askOneByOne =
  (deps: Deps): OperatorFunction<ToAsk, OrderOutcome> =>
  (toAsk$) =>
    defer(() => {
      const { backoff, transport } = deps;
      /** Whether the order is to be asked for again. */
      const asking = new Map<ClientOrderId, boolean>();
      return toAsk$.pipe(
        filter(({ ref: { clientOrderId } }) => {
          const isAsked = asking.has(clientOrderId);
          asking.set(clientOrderId, isAsked);
          return !isAsked;
        }),
        mergeMap(({ ref }) =>
          ask(ref, deps).pipe(
            repeat({
              delay: () =>
                timer(backoff.baseMs, transport).pipe(
                  filter(() => {
                    const isWantedAgain = asking.get(ref.clientOrderId) === true;
                    if (isWantedAgain) asking.set(ref.clientOrderId, false);
                    else asking.delete(ref.clientOrderId);
                    return isWantedAgain;
                  }),
                ),
            }),
          ),
        ),
      );
    });

/** An order that somebody has to ask for, while others go on. */
interface ToAsk {
  readonly kind: 'toAsk';
  readonly ref: OrderRef;
}

type Deps = Omit<OrderFlowDeps, 'commands$'>;

function carryOut(command: OrderCommand, deps: Deps): Observable<OrderOutcome | ToAsk> {
  const { gateway } = deps;
  switch (command.kind) {
    case 'place': {
      const { order } = command;
      const ref = orderRef(order);
      return answered(gateway.submit(order), ref, deps).pipe(
        concatMap((event) => {
          const told$ = of<OrderOutcome>({ kind: 'order', event });
          if (event.kind === 'rejected' && event.reason === 'forbidden')
            return concat(told$, nothingGoes(event.message));
          if (event.kind !== 'unknown') return told$;
          return concat(told$, order.isReduceOnly ? of<ToAsk>({ kind: 'toAsk', ref }) : ask(ref, deps));
        }),
      );
    }
    case 'cancel':
      return answered(gateway.cancel(command), command, deps).pipe(
        concatMap((event) => {
          const told$ = of<OrderOutcome>({ kind: 'order', event });
          return event.kind === 'unknown' ? concat(told$, of<ToAsk>({ kind: 'toAsk', ref: command })) : told$;
        }),
      );
    case 'query':
      return of({ kind: 'toAsk', ref: command });
  }
}

function nothingGoes(found: string): Observable<never> {
  const details = { place: 'API key', found, expected: 'a key that may trade' };
  return throwError(() => new BadInputError(`the exchange does nothing for the API key: ${found}`, details));
}

/** What was answered, or that nothing was. */
const answered = (
  answer$: Observable<OrderEvent>,
  { clientOrderId, symbol }: OrderRef,
  { answerWithinMs, transport }: Deps,
): Observable<OrderEvent> =>
  answer$.pipe(
    timeout({
      first: answerWithinMs,
      scheduler: transport,
      with: () =>
        defer(() =>
          of<OrderEvent>({
            kind: 'unknown',
            clientOrderId,
            symbol,
            exchangeTimeMs: transport.now(),
            message: `no answer within ${answerWithinMs} ms`,
          }),
        ),
    }),
  );

/** An order, the one it became when it was triggered, and its trades. */
const requestsOfQuery = 3;

/** Between two questions that fail. A stop may be waiting for the answer: feeds can be more patient than that. */
const longestPauseMs = 2_000;

/** Asks until there is an answer that can be relied on. */
function ask(
  ref: OrderRef,
  { gateway, settleMs, answerWithinMs, backoff, random, transport }: Deps,
): Observable<OrderOutcome> {
  const { symbol, clientOrderId } = ref;
  return defer(() => {
    const sinceMs = transport.now();
    const again$ = (): Observable<OrderOutcome> => timer(backoff.baseMs, transport).pipe(mergeMap(askOnce));
    const askOnce = (): Observable<OrderOutcome> =>
      defer(() => gateway.query(ref)).pipe(
        timeout({ first: requestsOfQuery * answerWithinMs, scheduler: transport, with: () => EMPTY }),
        throwIfEmpty(
          () =>
            new ExchangeReplyError('no answer to the query of an order', {
              url: 'query',
              httpStatus: 0,
              found: 'nothing',
            }),
        ),
        retryWithBackoff({
          ...backoff,
          capMs: Math.min(backoff.capMs, longestPauseMs),
          random,
          scheduler: transport,
        }),
        take(1),
        mergeMap((report) => {
          if (report.kind === 'found') return of<OrderOutcome>({ kind: 'reconciled', order: report.order });
          // It may still be on its way: whoever believes it lost would place it twice.
          if (transport.now() - sinceMs < settleMs) return again$();
          return of<OrderOutcome>({ kind: 'notFound', symbol, clientOrderId });
        }),
      );
    return askOnce();
  });
}
