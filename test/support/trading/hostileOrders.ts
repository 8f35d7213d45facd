import { asyncScheduler, filter, map, merge, Subject } from 'rxjs';
import { Decimal } from '../../../src/domain/decimal.js';
import { orderRef, type ClientOrderId, type OrderRequest } from '../../../src/domain/order.js';
import type { OrderCommand } from '../../../src/domain/position.js';
import type { FaultSpec } from '../../../src/simulator/index.js';
import { orderFlow, type OrderOutcome } from '../../../src/streams/orderFlow.js';
import type { BinanceDesk } from './binanceDesk.js';
import { isSettled, OrderLedger } from './orderLedger.js';
import { seeded } from './seeded.js';

/** Everything that the simulator can do to an order. */
const orderFaults: readonly FaultSpec[] = [
  ...[true, false].flatMap((isTaken): FaultSpec[] => [
    { kind: 'orderTimeout', isTaken },
    { kind: 'orderUnknown', isTaken, status: 503 },
    { kind: 'orderUnknown', isTaken, status: 408 },
  ]),
  { kind: 'orderTimeout', request: 'cancel', isTaken: true },
  { kind: 'orderUnknown', request: 'cancel', isTaken: true, status: 503 },
  { kind: 'orderRejected', code: -2010 },
  { kind: 'orderRejected', code: -1021 },
  { kind: 'orderReplyLate', delayMs: 60 },
  { kind: 'orderEventsLate', delayMs: 60 },
  { kind: 'orderEventTwice' },
  { kind: 'orderDisconnect' },
  { kind: 'orderDisconnect' },
];

const batchSize = 8;
/** The price goes to and fro between these, which fills and triggers whatever waits between. */
const prices = [100, 97, 102, 99];

/**
 * Sends orders of every type to an exchange at which most of them meet a fault, as the daemon would: through `orderFlow`,
 * with what the account's feed tells, and with a query of whatever waits after every reconnection. Resolves when all of
 * them have ended, with what is known of them.
 */
export async function sendThroughFaults(desk: BinanceDesk, orderCount: number, seed: number): Promise<OrderLedger> {
  const random = seeded(seed);
  const commands$ = new Subject<OrderCommand>();
  const ledger = new OrderLedger((ref) => commands$.next({ kind: 'query', ...ref }));
  const outcomes$ = orderFlow({
    commands$,
    gateway: desk.gateway,
    answerWithinMs: 150,
    settleMs: 60,
    backoff: { baseMs: 10, capMs: 40, resetAfterMs: 100 },
    random,
    transport: asyncScheduler,
  });
  const told$ = desk.gateway.events$.pipe(map((event): OrderOutcome => ({ kind: 'order', event })));
  const working = merge(outcomes$, told$).subscribe((outcome) => ledger.tell(outcome));
  const reconnected$ = desk.feed$.pipe(filter(({ kind }) => kind === 'opened'));
  working.add(reconnected$.subscribe(() => ledger.doubt()));
  for (let sent = 0; sent < orderCount; sent += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, index) => drawOrder(sent + index, desk, random));
    for (const order of batch) {
      if (random() < 0.7) desk.simulator.inject(orderFaults[Math.floor(random() * orderFaults.length)]!);
      ledger.add(orderRef(order));
      commands$.next({ kind: 'place', order });
    }
    const ids = batch.map(({ clientOrderId }) => clientOrderId);
    await ledger.until(ids, (order) => isSettled(order) || order.standing === 'working');
    await desk.setPrice(prices[(sent / batchSize) % prices.length]!);
    // Those that do not rest end by themselves, and must be heard of without our asking.
    for (const order of batch.filter(isResting)) commands$.next({ kind: 'cancel', ...orderRef(order) });
    await ledger.until(ids, isSettled);
  }
  working.unsubscribe();
  return ledger;
}

const isResting = (order: OrderRequest): boolean =>
  order.type === 'limit' ? order.timeInForce === 'gtc' : order.type !== 'market';

function drawOrder(index: number, { instrument }: BinanceDesk, random: () => number): OrderRequest {
  const common = {
    clientOrderId: `hostile-${index}` as ClientOrderId,
    symbol: instrument.symbol,
    side: random() < 0.5 ? 'buy' : 'sell',
    baseQty: Decimal.of((0.1 + Math.floor(random() * 900) / 1_000).toFixed(3)),
    isReduceOnly: random() < 0.2,
  } as const;
  const price = Decimal.of((96 + Math.floor(random() * 80) / 10).toFixed(1));
  const lot = random();
  if (lot < 0.5) return { ...common, type: 'market' };
  if (lot < 0.75) return { ...common, type: 'limit', price, timeInForce: random() < 0.7 ? 'gtc' : 'ioc' };
  return { ...common, type: lot < 0.9 ? 'stopMarket' : 'takeProfitMarket', triggerPrice: price };
}
