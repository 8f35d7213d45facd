import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../src/domain/order.js';
import { orderRef } from '../../../src/domain/order.js';
import { eventInWords, freeOfCosts, openPaper, order, type PaperBench } from '../../support/trading/paper.js';
import { d } from '../../support/trading/positions.js';
import { instrument } from '../../support/trading/risk.js';

const costs = {
  ...freeOfCosts,
  spreadRatio: 0.002,
  maxSlippageRatio: 0.004,
  takerFeeRatio: 0.0005,
  makerFeeRatio: 0.0002,
};

/** A generator of chance that starts over for each use. */
const drawn = (...numbers: number[]): (() => number) => {
  let index = 0;
  return () => numbers[index++ % numbers.length]!;
};

const submit = ({ gateway }: PaperBench, ...words: Parameters<typeof order>): void => {
  gateway.submit(order(...words)).subscribe();
};

const told = ({ events }: PaperBench): string[] => events.map(eventInWords);

describe('the paper gateway', () => {
  it('fills at the next price, not at the one that was there', () => {
    const bench = openPaper();
    submit(bench, 'a');
    expect(told(bench)).toEqual(['a acknowledged']);
    bench.price(103.2);
    expect(told(bench)).toEqual(['a acknowledged', 'a filled 1 at 103.2']);
  });

  it('takes half the spread, drawn slippage and fees, rounded against us', () => {
    const bench = openPaper({ costs, random: () => 0.5 });
    submit(bench, 'a');
    // 100 × (1 + 0.001 + 0.004 × 0.5) is 100.3.
    bench.price(100);
    submit(bench, 'b', { side: 'sell' });
    // 100.07 × (1 - 0.003) is 99.76979, on the tick below 99.7.
    bench.price(100.07);
    expect(told(bench).filter((words) => words.includes('filled'))).toEqual([
      'a filled 1 at 100.3, fee 0.05015',
      'b filled 1 at 99.7, fee 0.04985',
    ]);
    expect(bench.gateway.account().equityQuote.toString()).toBe('999.3');
  });

  it('rounds a fee up to eight places', () => {
    const bench = openPaper({ costs: { ...costs, takerFeeRatio: 0.000123 } });
    submit(bench, 'a', { baseQty: 0.123 });
    bench.price(100);
    expect(told(bench)[1]).toBe('a filled 0.123 at 100.3, fee 0.00151744');
  });

  it('gives a maker its price and its fee', () => {
    const bench = openPaper({ costs });
    submit(bench, 'a', { type: 'limit', price: 99 });
    bench.price(98);
    expect(told(bench)[1]).toBe('a filled 1 at 99, fee 0.0198');
  });

  it('fills in parts, one at each price, of a step at least', () => {
    // Of each price: chance of a part, size of the part, slippage.
    const bench = openPaper({
      costs: { ...freeOfCosts, partialFillRatio: 0.5 },
      random: drawn(0.9, 0.9, 0.1, 0.4, 0.9, 0.1, 0, 0.9, 0.9),
    });
    submit(bench, 'a', { baseQty: 1.001 });
    for (const price of [100, 101, 102]) bench.price(price);
    expect(told(bench)).toEqual([
      'a acknowledged',
      'a partiallyFilled 0.4 at 100',
      'a partiallyFilled 0.001 at 101',
      'a filled 0.6 at 102',
    ]);
  });

  it('rejects by chance', () => {
    const bench = openPaper({ costs: { ...freeOfCosts, rejectRatio: 0.3 }, random: drawn(0.2, 0.3) });
    submit(bench, 'a');
    submit(bench, 'b');
    expect(told(bench)).toEqual(['a rejected other', 'b acknowledged']);
  });

  it('fills what can be had of an immediate order, and lets the rest expire', () => {
    const bench = openPaper();
    submit(bench, 'a', { type: 'limit', price: 99, timeInForce: 'ioc' } as never);
    bench.price(100);
    expect(told(bench)).toEqual(['a acknowledged', 'a expired']);
  });

  it('ends what has nothing left to reduce', () => {
    const bench = openPaper();
    submit(bench, 'a');
    bench.price(100);
    submit(bench, 's', { side: 'sell', type: 'stopMarket', triggerPrice: 95, isReduceOnly: true });
    submit(bench, 'x', { side: 'sell', isReduceOnly: true });
    bench.price(94);
    expect(told(bench).slice(2)).toEqual(['s acknowledged', 'x acknowledged', 's filled 1 at 94', 'x expired']);
  });

  it('counts margin of what is held', () => {
    const bench = openPaper();
    submit(bench, 'a', { baseQty: 20 });
    bench.price(100);
    // 1,000 less a third of 2,000.
    expect(bench.gateway.account().availableQuote.toString()).toBe('333.33333333');
    submit(bench, 'b', { baseQty: 10 });
    submit(bench, 'c', { baseQty: 9.999 });
    expect(told(bench).slice(2)).toEqual(['b rejected margin', 'c acknowledged']);
    bench.price(99);
    expect(bench.gateway.account().availableQuote.toString()).toBe('-9.967');
  });

  it('does nothing for a price that is none, and nothing in an unknown market', () => {
    const bench = openPaper();
    submit(bench, 'a');
    bench.price(0);
    submit(bench, 'b', { symbol: 'NOPE' as never });
    expect(told(bench)).toEqual(['a acknowledged', 'b rejected notTradable']);
  });

  it('goes on from what was exported, as if it had never stopped', () => {
    const script = (bench: PaperBench): void => {
      bench.price(101);
      submit(bench, 'x', { side: 'sell', baseQty: 3, isReduceOnly: true });
      for (const price of [96.1, 95.3, 94.9, 94]) bench.price(price);
    };
    const begun = openPaper({ costs });
    submit(begun, 'a', { baseQty: 3 });
    submit(begun, 'l', { type: 'limit', price: 95 });
    begun.price(100);
    submit(begun, 's', { side: 'sell', type: 'stopMarket', triggerPrice: 96, baseQty: 3, isReduceOnly: true });
    const record = JSON.parse(JSON.stringify(begun.gateway.exportState())) as ReturnType<
      typeof begun.gateway.exportState
    >;
    const resumed = openPaper({ costs, restored: record });
    expect(resumed.gateway.exportState()).toEqual(record);
    const before = begun.events.length;
    script(begun);
    script(resumed);
    const timeless = (events: readonly OrderEvent[]) => events.map((event) => ({ ...event, exchangeTimeMs: 0 }));
    expect(timeless(resumed.events)).toEqual(timeless(begun.events.slice(before)));
    expect(resumed.gateway.exportState()).toEqual(begun.gateway.exportState());
  });

  it('conserves equity to the last decimal, whatever is traded', () => {
    const action = fc.record({
      what: fc.constantFrom('market', 'reduce', 'limit', 'stop', 'price', 'price', 'cancel'),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      qty: fc.integer({ min: 50, max: 9_000 }),
      at: fc.integer({ min: 900, max: 1_100 }),
    });
    fc.assert(
      fc.property(
        fc.array(action, { minLength: 5, maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (actions, chance) => {
          const bench = openPaper({
            costs: { ...costs, partialFillRatio: 0.4, rejectRatio: 0.05 },
            random: () => chance.next().value as number,
          });
          const sides = new Map<string, 'buy' | 'sell'>();
          let last = 100;
          actions.forEach(({ what, side, qty, at }, index) => {
            const id = `${index}`;
            sides.set(id, side);
            const terms = { side, baseQty: qty / 1_000 };
            const price = at / 10;
            if (what === 'market') submit(bench, id, terms);
            if (what === 'reduce') submit(bench, id, { ...terms, isReduceOnly: true });
            if (what === 'limit') submit(bench, id, { ...terms, type: 'limit', price });
            if (what === 'stop')
              submit(bench, id, { ...terms, type: 'stopMarket', triggerPrice: price, isReduceOnly: true });
            if (what === 'cancel') bench.gateway.cancel(orderRef(order(`${index - 1}`))).subscribe();
            if (what === 'price') bench.price((last = price));
            let expected = d(1_000);
            let held = d(0);
            for (const event of bench.events) {
              if (!('fill' in event)) continue;
              const { baseQty, price: paid, fee } = event.fill;
              const signed = sides.get(event.clientOrderId) === 'buy' ? baseQty : baseQty.negated();
              held = held.plus(signed);
              expected = expected.minus(signed.times(paid)).minus(fee!.amount);
            }
            expect(bench.gateway.account().equityQuote).toEqual(expected.plus(held.times(d(last))));
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses a record that is none', () => {
    const record = { ...openPaper().gateway.exportState(), walletQuote: 'much' };
    expect(() => openPaper({ restored: record })).toThrow('"much" is not a decimal number');
  });

  it('needs steps to be set', () => {
    const bench = openPaper({ instrumentOf: () => instrument({ stepSize: 0 }) });
    submit(bench, 'a');
    expect(told(bench)).toEqual(['a rejected filter']);
  });
});
