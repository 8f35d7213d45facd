import { Decimal } from '../../domain/decimal.js';
import type { OrderRequest } from '../../domain/order.js';
import type { EntryIntent, ManagedOrder, OrderRole, Position } from '../../domain/position.js';
import { clientOrderId } from './clientOrderIds.js';

/** The one order that opens the position of a signal. */
export function newEntry(
  { signalId, symbol, direction, baseQty, limitPrice }: EntryIntent,
  atMs: number,
): ManagedOrder {
  const place = { role: 'entry', rung: 0, attempt: 1 } as const;
  const basics = {
    clientOrderId: clientOrderId(signalId, place),
    symbol,
    side: direction === 'long' ? 'buy' : 'sell',
    baseQty,
    isReduceOnly: false,
  } as const;
  const request: OrderRequest =
    limitPrice === undefined
      ? { ...basics, type: 'market' }
      : { ...basics, type: 'limit', price: limitPrice, timeInForce: 'gtc' };
  return sent({ ...place, request }, atMs);
}

/** A stop for all that is held, at the price where it should be now. */
export const newStop = (position: Position, baseQty: Decimal, atMs: number): ManagedOrder =>
  exitOrder(
    position,
    { role: 'stop', rung: 0, baseQty, atMs },
    { type: 'stopMarket', triggerPrice: position.stopPrice },
  );

/** One rung of the ladder. */
export function newTarget(position: Position, rung: number, baseQty: Decimal, atMs: number): ManagedOrder {
  const triggerPrice = position.intent?.targets[rung]?.price;
  if (triggerPrice === undefined) throw new RangeError(`position ${position.id} has no target ${rung}`);
  return exitOrder(position, { role: 'target', rung, baseQty, atMs }, { type: 'takeProfitMarket', triggerPrice });
}

/** The end of a position at market. */
export const newExit = (position: Position, baseQty: Decimal, atMs: number): ManagedOrder =>
  exitOrder(position, { role: 'exit', rung: 0, baseQty, atMs }, { type: 'market' });

type ExitTerms =
  { readonly type: 'market' } | { readonly type: 'stopMarket' | 'takeProfitMarket'; readonly triggerPrice: Decimal };

function exitOrder(
  { id, symbol, direction, orders }: Position,
  { role, rung, baseQty, atMs }: { role: OrderRole; rung: number; baseQty: Decimal; atMs: number },
  terms: ExitTerms,
): ManagedOrder {
  const earlier = orders.filter((order) => order.role === role && order.rung === rung);
  const attempt = (earlier.at(-1)?.attempt ?? 0) + 1;
  const basics = {
    clientOrderId: clientOrderId(id, { role, rung, attempt }),
    symbol,
    side: direction === 'long' ? 'sell' : 'buy',
    baseQty,
    isReduceOnly: true,
  } as const;
  return sent({ role, rung, attempt, request: { ...basics, ...terms } }, atMs);
}

const sent = (order: Pick<ManagedOrder, 'request' | 'role' | 'rung' | 'attempt'>, toldAtMs: number): ManagedOrder => ({
  ...order,
  status: 'sent',
  endedAs: undefined,
  isCancelling: false,
  filledBaseQty: Decimal.zero,
  tradeIds: [],
  toldAtMs,
});
