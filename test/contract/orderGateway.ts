import { filter, firstValueFrom, ReplaySubject, scan, throwIfEmpty, timeout, toArray, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.js';
import type { Instrument } from '../../src/domain/instrument.js';
import {
  orderRef,
  type ClientOrderId,
  type KnownOrder,
  type OrderEvent,
  type OrderFill,
  type OrderRequest,
} from '../../src/domain/order.js';
import type { OrderGateway } from '../../src/ports/orderGateway.js';

/** A gateway to an exchange whose price the test sets. The account has money for some hundred of the instrument. */
export interface GatewayBench {
  readonly gateway: OrderGateway;
  readonly instrument: Instrument;
  /** The market moves there and trades, more than any of our orders wants. Resolves when the exchange has seen it. */
  readonly setPrice: (price: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const d = (value: number | string): Decimal => Decimal.of(value);
const longestWaitMs = 10_000;

const theFirst = <T>(values$: Observable<T>): Promise<T> =>
  firstValueFrom(values$.pipe(throwIfEmpty()), { defaultValue: undefined as never });

/**
 * What every `OrderGateway` holds to, whatever stands behind it. `open` is called for each test, with the price at 100 and
 * an empty account; price steps of 0.1 and quantity steps of 0.001, or finer, are what the orders here are made for.
 */
export function orderGatewayContract(name: string, open: () => Promise<GatewayBench>): void {
  describe(`the order gateway ${name}`, () => {
    let bench: GatewayBench;
    let heard$: ReplaySubject<OrderEvent>;
    let ids = 0;
    let stopListening: () => void;

    beforeEach(async () => {
      bench = await open();
      heard$ = new ReplaySubject<OrderEvent>(Infinity);
      const listening = bench.gateway.events$.subscribe(heard$);
      stopListening = () => listening.unsubscribe();
      await bench.setPrice(100);
    });

    afterEach(async () => {
      stopListening();
      await bench.close();
    });

    type Terms = Partial<Record<'price' | 'triggerPrice' | 'baseQty', number>> &
      Partial<Pick<OrderRequest, 'side' | 'type' | 'isReduceOnly'>> & { timeInForce?: 'gtc' | 'ioc' | 'gtx' };

    const request = ({ price, triggerPrice, baseQty = 1, ...terms }: Terms = {}): OrderRequest =>
      ({
        clientOrderId: `contract-${(ids += 1)}` as ClientOrderId,
        symbol: bench.instrument.symbol,
        side: 'buy',
        type: 'market',
        isReduceOnly: false,
        ...terms,
        baseQty: d(baseQty),
        ...(price !== undefined && { price: d(price), timeInForce: terms.timeInForce ?? 'gtc' }),
        ...(triggerPrice !== undefined && { triggerPrice: d(triggerPrice) }),
      }) as OrderRequest;

    const submit = (order: OrderRequest): Promise<OrderEvent[]> =>
      theFirst(bench.gateway.submit(order).pipe(timeout(longestWaitMs), toArray()));

    const cancel = (order: OrderRequest): Promise<OrderEvent[]> =>
      theFirst(bench.gateway.cancel(orderRef(order)).pipe(timeout(longestWaitMs), toArray()));

    /** The first event of that kind, of that order. */
    const told = <K extends OrderEvent['kind']>(
      { clientOrderId }: OrderRequest,
      kind: K,
    ): Promise<Extract<OrderEvent, { kind: K }>> =>
      theFirst(
        heard$.pipe(
          filter(
            (event): event is Extract<OrderEvent, { kind: K }> =>
              event.kind === kind && event.clientOrderId === clientOrderId,
          ),
          timeout({ first: longestWaitMs }),
        ),
      );

    /** Every fill of an order, each once, when it is full. The price may have to move on. */
    const fillsOf = async (order: OrderRequest): Promise<readonly OrderFill[]> => {
      const full = theFirst(
        heard$.pipe(
          filter(({ clientOrderId }) => clientOrderId === order.clientOrderId),
          scan(
            (fills, event) => ('fill' in event ? fills.set(event.fill.tradeId, event.fill) : fills),
            new Map<string, OrderFill>(),
          ),
          filter((fills) => sum([...fills.values()]).equals(order.baseQty)),
          timeout({ first: longestWaitMs }),
        ),
      );
      return [...(await full).values()];
    };

    const query = async (order: OrderRequest): Promise<KnownOrder | undefined> => {
      const report = await theFirst(bench.gateway.query(orderRef(order)));
      return report.kind === 'found' ? report.order : undefined;
    };

    const bought = async (baseQty = 1): Promise<OrderRequest> => {
      const order = request({ baseQty });
      await submit(order);
      await bench.setPrice(100);
      await fillsOf(order);
      return order;
    };

    const held = async (): Promise<string> => {
      const positions = await theFirst(bench.gateway.positions());
      return positions.map(({ symbol, baseQty }) => `${symbol} ${baseQty.toString()}`).join();
    };

    const open$ = async (): Promise<readonly string[]> =>
      (await theFirst(bench.gateway.openOrders())).map(({ clientOrderId }) => clientOrderId);

    it('says once what came of an order, and then completes', async () => {
      const order = request({ type: 'limit', price: 90 });
      const [outcome, ...more] = await submit(order);
      expect(outcome).toMatchObject({ kind: 'acknowledged', clientOrderId: order.clientOrderId, symbol: order.symbol });
      expect(more).toEqual([]);
      await told(order, 'acknowledged');
      expect(await open$()).toEqual([order.clientOrderId]);
    });

    it('sends nothing until it is subscribed to', async () => {
      void bench.gateway.submit(request({ type: 'limit', price: 90 }));
      expect(await open$()).toEqual([]);
    });

    it('fills an order at market, with fees, and holds what was bought', async () => {
      const order = await bought(2);
      const fills = await fillsOf(order);
      expect(sum(fills).equals(d(2))).toBe(true);
      for (const { price, fee, isMaker } of fills) {
        expect(Math.abs(price.toNumber() - 100)).toBeLessThan(1);
        expect(isMaker).toBe(false);
        expect(fee?.amount.sign).not.toBe(-1);
      }
      expect(await held()).toBe(`${order.symbol} 2`);
      expect(await open$()).toEqual([]);
    });

    it('fills a limit order no worse than its price, when the price has come', async () => {
      const order = request({ type: 'limit', price: 95 });
      await submit(order);
      await bench.setPrice(97);
      expect((await query(order))?.status).toBe('working');
      await bench.setPrice(94);
      for (const { price } of await fillsOf(order)) expect(price.isAbove(d(95))).toBe(false);
    });

    it('tells a queried order as it is, with its fills', async () => {
      const order = await bought(2);
      const known = await query(order);
      expect(known).toMatchObject({ status: 'filled', clientOrderId: order.clientOrderId });
      expect(known?.filledBaseQty.equals(d(2))).toBe(true);
      const byTrade = (fills: readonly OrderFill[]): string[] => fills.map(({ tradeId }) => tradeId).sort();
      expect(byTrade(known?.fills ?? [])).toEqual(byTrade(await fillsOf(order)));
    });

    it('does not find an order that was never sent', async () => {
      expect(await query(request())).toBeUndefined();
      expect(await query(request({ type: 'stopMarket', side: 'sell', triggerPrice: 90 }))).toBeUndefined();
    });

    it('takes an order back once', async () => {
      const order = request({ type: 'limit', price: 90 });
      await submit(order);
      expect((await cancel(order)).map(({ kind }) => kind)).toEqual(['cancelled']);
      await told(order, 'cancelled');
      expect((await query(order))?.status).toBe('cancelled');
      expect((await cancel(order)).map(({ kind }) => kind)).toEqual(['cancelRefused']);
      expect(await open$()).toEqual([]);
    });

    it('refuses to take back what was never there', async () => {
      expect((await cancel(request())).map(({ kind }) => kind)).toEqual(['cancelRefused']);
      const stop = request({ type: 'stopMarket', side: 'sell', triggerPrice: 90, isReduceOnly: true });
      expect((await cancel(stop)).map(({ kind }) => kind)).toEqual(['cancelRefused']);
    });

    it('refuses a second order of the same client id while the first is open', async () => {
      const order = request({ type: 'limit', price: 90 });
      await submit(order);
      expect(await submit(order)).toMatchObject([{ kind: 'rejected', reason: 'duplicate' }]);
      expect(await open$()).toEqual([order.clientOrderId]);
    });

    it.each<[string, Terms, string]>([
      ['a quantity between two steps', { baseQty: 1.00000001 }, 'filter'],
      ['a price between two ticks', { type: 'limit', price: 90.00000001 }, 'filter'],
      ['less than the least notional', { baseQty: 0.001 }, 'minNotional'],
      ['more than the margin allows', { baseQty: 100_000 }, 'margin'],
      ['to reduce what is not held', { side: 'sell', isReduceOnly: true }, 'reduceOnly'],
      [
        'a stop that the price has passed',
        { type: 'stopMarket', side: 'sell', triggerPrice: 110, isReduceOnly: true },
        'wouldTrigger',
      ],
      [
        'a target that the price has passed',
        { type: 'takeProfitMarket', side: 'sell', triggerPrice: 90, isReduceOnly: true },
        'wouldTrigger',
      ],
      ['to take when it should make', { type: 'limit', price: 104, timeInForce: 'gtx' }, 'wouldTake'],
    ])('refuses %s, as a value', async (_, terms, reason) => {
      const order = request(terms);
      expect(await submit(order)).toMatchObject([{ kind: 'rejected', reason, clientOrderId: order.clientOrderId }]);
      expect(await open$()).toEqual([]);
    });

    it('keeps a stop until the price comes, and then sells what is held', async () => {
      await bought(2);
      const stop = request({ type: 'stopMarket', side: 'sell', triggerPrice: 95, baseQty: 2, isReduceOnly: true });
      expect((await submit(stop)).map(({ kind }) => kind)).toEqual(['acknowledged']);
      expect(await open$()).toEqual([stop.clientOrderId]);
      await bench.setPrice(96);
      expect((await query(stop))?.status).toBe('working');
      await bench.setPrice(94);
      expect(sum(await fillsOf(stop)).equals(d(2))).toBe(true);
      expect(await held()).toBe('');
      expect((await query(stop))?.status).toBe('filled');
    });

    it('keeps a target until the price comes', async () => {
      await bought(2);
      const target = request({ type: 'takeProfitMarket', side: 'sell', triggerPrice: 105, isReduceOnly: true });
      await submit(target);
      await bench.setPrice(106);
      for (const { price } of await fillsOf(target)) expect(price.toNumber()).toBeGreaterThan(104);
      expect(await held()).toBe(`${target.symbol} 1`);
    });

    it('takes a stop back', async () => {
      await bought();
      const stop = request({ type: 'stopMarket', side: 'sell', triggerPrice: 95, isReduceOnly: true });
      await submit(stop);
      expect((await cancel(stop)).map(({ kind }) => kind)).toEqual(['cancelled']);
      expect(await open$()).toEqual([]);
      await bench.setPrice(90);
      expect(await held()).toBe(`${stop.symbol} 1`);
    });

    it('holds what was sold short below zero', async () => {
      const order = request({ side: 'sell' });
      await submit(order);
      await bench.setPrice(100);
      await fillsOf(order);
      expect(await held()).toBe(`${order.symbol} -1`);
    });

    it('never reduces beyond what is held', async () => {
      await bought(1);
      const exit = request({ side: 'sell', baseQty: 3, isReduceOnly: true });
      await submit(exit);
      await bench.setPrice(100);
      await told(exit, 'expired').catch(() => told(exit, 'filled'));
      expect(await held()).toBe('');
    });
  });
}

const sum = (fills: readonly OrderFill[]): Decimal =>
  fills.reduce((total, { baseQty }) => total.plus(baseQty), Decimal.zero);
