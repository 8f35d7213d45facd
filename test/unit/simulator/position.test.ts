import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { AccountState } from '../../../src/simulator/account/accountState.js';
import { accountMargins, liquidationPrice } from '../../../src/simulator/account/margins.js';
import { applyFill, breakEvenPrice, unrealizedPnl } from '../../../src/simulator/account/position.js';

const symbol = instrumentSymbol('BTCUSDT');
const flat = new AccountState(0, false).position(symbol, 'BOTH');
const fill = (signedQty: number, price: number, commission = 0) => ({ signedQty, price, commission, atMs: 1 });

describe('applyFill', () => {
  it('averages what is added, keeps the entry of what is left, begins anew beyond zero', () => {
    const first = applyFill(flat, fill(2, 100, 1)).position;
    const added = applyFill(first, fill(2, 110, 1));
    expect(added).toMatchObject({ position: { baseQty: 4, entryPrice: 105, openCommission: 2 }, realizedPnl: 0 });
    const reduced = applyFill(added.position, fill(-1, 115, 5));
    expect(reduced).toMatchObject({ position: { baseQty: 3, entryPrice: 105, openCommission: 1.5 }, realizedPnl: 10 });
    const turned = applyFill(reduced.position, fill(-4, 100, 4));
    expect(turned).toMatchObject({ position: { baseQty: -1, entryPrice: 100, openCommission: 1 }, realizedPnl: -15 });
    const closed = applyFill(turned.position, fill(1, 90, 1));
    expect(closed).toMatchObject({ position: { baseQty: 0, entryPrice: 0, openCommission: 0, realizedPnl: 5 } });
  });

  it('money is conserved: realized and unrealized are what buying and selling made', () => {
    const fills = fc.array(
      fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 100_000 })).filter(([qty]) => qty !== 0),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(fills, fc.integer({ min: 1, max: 100_000 }), (all, mark) => {
        let position = flat;
        let cash = 0;
        for (const [milliQty, price] of all) {
          cash -= (milliQty / 1_000) * price;
          position = applyFill(position, fill(milliQty / 1_000, price)).position;
        }
        const made = cash + position.baseQty * mark;
        expect(position.realizedPnl + unrealizedPnl(position, mark)).toBeCloseTo(made, 4);
      }),
    );
  });

  it('breaks even above the entry when long, below it when short', () => {
    expect(breakEvenPrice(applyFill(flat, fill(2, 100, 1)).position)).toBe(100.5);
    expect(breakEvenPrice(applyFill(flat, fill(-2, 100, 1)).position)).toBe(99.5);
    expect(breakEvenPrice(flat)).toBe(0);
  });
});

describe('accountMargins', () => {
  const stateWith = (...positions: Parameters<typeof applyFill>[1][]): AccountState => {
    const state = new AccountState(1_000, false);
    state.putPosition(positions.reduce((position, each) => applyFill(position, each).position, flat));
    return state;
  };

  it('a position takes notional over leverage, its profit can be used but not withdrawn', () => {
    const state = stateWith(fill(10, 100));
    state.leverages.set(symbol, 5);
    expect(accountMargins(state, () => 110)).toMatchObject({
      unrealizedPnl: 100,
      positionMargin: 220,
      maintMargin: 27.5,
      available: 880,
      withdrawable: 780,
    });
  });

  it.each([10, -10])('at the liquidation price of %d, equity is down to the maintenance margin', (qty) => {
    const state = stateWith(fill(qty, 150));
    const margins = accountMargins(state, () => 150);
    const price = liquidationPrice(margins.positions[0]!, margins);
    const then = accountMargins(state, () => price);
    expect(then.walletBalance + then.unrealizedPnl).toBeCloseTo(then.maintMargin, 6);
  });

  it('a position smaller than the wallet is never liquidated on its way to zero', () => {
    const margins = accountMargins(stateWith(fill(1, 100)), () => 100);
    expect(liquidationPrice(margins.positions[0]!, margins)).toBe(0);
  });
});
