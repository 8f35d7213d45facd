import {
  defer,
  finalize,
  map,
  merge,
  mergeMap,
  of,
  ReplaySubject,
  share,
  take,
  ignoreElements,
  type Observable,
} from 'rxjs';
import { ExchangeUnreachableError } from '../../src/domain/errors.js';
import type { ClientOrderId, KnownOrder, OrderEvent, OrderRef, OrderReport } from '../../src/domain/order.js';
import type { OrderCommand } from '../../src/domain/position.js';
import { Decimal } from '../../src/domain/decimal.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import type { Subject } from '../../src/marbles/index.js';
import { orderFlow, type OrderOutcome } from '../../src/streams/orderFlow.js';

/**
 * The real flow of orders to a drawn exchange. A command is `place`, `cancel` or `query`, the symbol and the order:
 * `place BTC e`, `place BTC x1`; an `e` is an entry, all others only reduce.
 *
 * Inputs: `commands`, cold `answer` (to each order and cancel in turn: `acknowledged`, `rejected`, `unknown`, `cancelled`)
 * and cold `report` (to each question: `working`, `filled`, `notFound`; `broken` fails).
 * Outputs: `sent` is what leaves; `out` is what is told to the positions.
 */
export const orderFlowSubject: Subject = {
  cold: ['answer', 'report'],
  run: (inputs, params, scheduler) => {
    const sent$ = new ReplaySubject<string>(Infinity);
    const answer = (ref: Pick<OrderRef, 'clientOrderId' | 'symbol'>, what: string): Observable<OrderEvent> =>
      defer(() => {
        sent$.next(`${what} ${ref.symbol} ${ref.clientOrderId}`);
        return inputs.get('answer').pipe(
          take(1),
          map(
            (kind) => ({ kind, clientOrderId: ref.clientOrderId, symbol: ref.symbol, exchangeTimeMs: 0 }) as OrderEvent,
          ),
        );
      });
    const query = ({ clientOrderId, symbol }: OrderRef): Observable<OrderReport> =>
      defer(() => {
        sent$.next(`query ${symbol} ${clientOrderId}`);
        return inputs.get('report').pipe(
          take(1),
          map((found): OrderReport => {
            if (found === 'broken') throw new ExchangeUnreachableError('no way', { url: 'scenario', reason: 'no way' });
            if (found === 'notFound') return { kind: 'notFound' };
            const status = found as KnownOrder['status'];
            return { kind: 'found', order: { clientOrderId, symbol, status, filledBaseQty: Decimal.zero, fills: [] } };
          }),
        );
      });
    const baseMs = params.durationMs('askEvery', 1_000);
    const outcomes$ = orderFlow({
      commands$: inputs.get('commands').pipe(mergeMap((value) => of(toCommand(String(value))))),
      gateway: { submit: (order) => answer(order, 'place'), cancel: (ref) => answer(ref, 'cancel'), query },
      answerWithinMs: params.durationMs('answerWithin', 3_600_000),
      settleMs: params.durationMs('settle', 0),
      backoff: { baseMs, capMs: baseMs, resetAfterMs: baseMs },
      random: () => 1,
      transport: scheduler,
    }).pipe(share());
    return {
      sent: merge(
        sent$,
        outcomes$.pipe(
          ignoreElements(),
          finalize(() => sent$.complete()),
        ),
      ),
      out: outcomes$.pipe(map(inWords)),
    };
  },
};

function toCommand(words: string): OrderCommand {
  const [kind, name = '', id = ''] = words.split(' ');
  const symbol = instrumentSymbol(name);
  const clientOrderId = id as ClientOrderId;
  if (kind !== 'place') return { kind: kind as 'cancel', symbol, clientOrderId, isConditional: false };
  const isReduceOnly = id !== 'e';
  const order = { clientOrderId, symbol, side: 'buy', type: 'market', baseQty: Decimal.one, isReduceOnly } as const;
  return { kind, order };
}

function inWords(outcome: OrderOutcome): string {
  switch (outcome.kind) {
    case 'order':
      return `${outcome.event.symbol} ${outcome.event.clientOrderId} ${outcome.event.kind}`;
    case 'reconciled':
      return `${outcome.order.symbol} ${outcome.order.clientOrderId} found ${outcome.order.status}`;
    case 'notFound':
      return `${outcome.symbol} ${outcome.clientOrderId} notFound`;
  }
}
