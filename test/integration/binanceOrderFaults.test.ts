import { inspect } from 'node:util';
import { merge } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Decimal, sumDecimals } from '../../src/domain/decimal.js';
import { canary, openBinanceDesk, type BinanceDesk } from '../support/trading/binanceDesk.js';
import { sendThroughFaults } from '../support/trading/hostileOrders.js';
import { valueOf } from '../unit/binance/support/valueOf.js';
import { expectConserved, expectConsistent } from '../unit/simulator/support/expectTruth.js';

let desk: BinanceDesk;
afterEach(() => desk.close());

const orderCount = 104;
const plain = (text: string): string => Decimal.of(text).toString();

describe('orders that meet every fault', () => {
  it.each([
    ['whoever waits for them gives up', 10_000],
    ['the request itself gives up', 100],
  ])('are never doubled, and no fill is lost, when %s', { timeout: 120_000 }, async (_, requestTimeoutMs) => {
    desk = await openBinanceDesk({ options: { requestTimeoutMs } });
    const said: unknown[] = [];
    const listening = merge(desk.feed$, desk.gateway.events$).subscribe((event) => said.push(event));
    const ledger = await sendThroughFaults(desk, orderCount, 5);
    listening.unsubscribe();
    expect(ledger.contradictions).toEqual([]);
    const truth = desk.simulator.account!.truth();
    expectConserved(truth);
    expectConsistent(truth);

    const placed = truth.orders.map(({ clientOrderId }) => clientOrderId);
    expect(placed).toEqual([...new Set(placed)]);
    const conditional = truth.algoOrders.map(({ clientAlgoId }) => clientAlgoId);
    expect(conditional).toEqual([...new Set(conditional)]);
    // Some are refused only when they are triggered.
    const taken = truth.algoOrders
      .filter(({ status }) => status !== 'REJECTED')
      .map(({ clientAlgoId }) => clientAlgoId);

    const known = [...ledger.orders.values()];
    const believed = known.filter(({ standing }) => standing !== 'rejected' && standing !== 'notFound');
    expect(believed.map(({ ref }) => ref.clientOrderId).sort()).toEqual(
      known
        .map(({ ref }) => ref.clientOrderId)
        .filter((id) => placed.includes(id) || taken.includes(id))
        .sort(),
    );

    const heard = known.flatMap(({ ref, fills }) =>
      [...fills.values()].map(
        ({ tradeId, baseQty, price, fee }) =>
          `${ref.clientOrderId} ${tradeId} ${baseQty.toString()} at ${price.toString()} fee ${fee?.amount.toString() ?? 'none'}`,
      ),
    );
    const idOf = new Map(truth.orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]));
    const done = truth.fills.map(
      ({ orderId, tradeId, baseQty, price, commission }) =>
        `${idOf.get(orderId)} ${tradeId} ${plain(baseQty)} at ${plain(price)} fee ${plain(commission)}`,
    );
    expect(heard.sort()).toEqual(done.sort());

    const held = (await valueOf(desk.gateway.positions())).map(({ baseQty }) => baseQty);
    const holds = truth.positions.map(({ baseQty }) => Decimal.of(baseQty));
    expect(sumDecimals(held).equals(sumDecimals(holds))).toBe(true);
    expect(await valueOf(desk.gateway.openOrders())).toEqual([]);

    const hits = desk.simulator.faults().filter((fault) => fault.hits > 0);
    expect(new Set(hits.map(({ kind }) => kind)).size).toBe(7);
    expect(hits.length).toBeGreaterThan(orderCount / 3);

    const everythingSaid = inspect(said, { depth: Infinity, maxArrayLength: null });
    expect(everythingSaid).toContain(`hostile-${orderCount - 1}`);
    for (const secret of Object.values(canary)) expect(everythingSaid).not.toContain(secret);
  });
});
