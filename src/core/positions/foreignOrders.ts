import type { AccountState, OrderSide } from '../../domain/account.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { PositionBook } from './reduceBook.js';

/** An order at the exchange that belongs to no position here. */
export interface ForeignOrder {
  /** The exchange's. */
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly baseQty: number;
}

/** Orders in both books of an account that no position knows of: somebody else's, or of a run of which nothing was kept. */
export function foreignOrders(
  { openOrders, openAlgoOrders }: Pick<AccountState, 'openOrders' | 'openAlgoOrders'>,
  { live, ended }: Pick<PositionBook, 'live' | 'ended'>,
): readonly ForeignOrder[] {
  const ours = new Set<string>(
    [...live.values(), ...ended.values()].flatMap(({ orders }) => orders.map(({ request }) => request.clientOrderId)),
  );
  const all: readonly ForeignOrder[] = [
    ...[...openOrders.values()].map(({ orderId, clientOrderId, symbol, side, baseQty }) => ({
      orderId,
      clientOrderId,
      symbol,
      side,
      baseQty,
    })),
    ...[...openAlgoOrders.values()].map(({ algoId, clientAlgoId, symbol, side, baseQty }) => ({
      orderId: algoId,
      clientOrderId: clientAlgoId,
      symbol,
      side,
      baseQty,
    })),
  ];
  return all.filter(({ clientOrderId }) => !ours.has(clientOrderId));
}
