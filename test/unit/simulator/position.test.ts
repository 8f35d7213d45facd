import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { AccountState } from '../../../src/simulator/account/accountState.js';
import { amountOf as of, amountToNumber, times } from '../../../src/simulator/account/amounts.js';
import { accountMargins, liquidationPrice } from '../../../src/simulator/account/margins.js';
import { applyFill, breakEvenPrice, entryPrice, unrealizedPnl } from '../../../src/simulator/account/position.js';

const symbol = instrumentSymbol('BTCUSDT');
const flat = new AccountState(0, false).position(symbol, 'BOTH');
const fill = (signedQty: number, price: number, commission = 0) => ({
  signedQty: of(signedQty),
  price: of(price),
  commission: of(commission),
  atMs: 1,
});
const shown = ({ position, realizedPnl }: ReturnType<typeof applyFill>) => ({
  baseQty: amountToNumber(position.baseQty),
  entryPrice: amountToNumber(entryPrice(position)),
  openCommission: amountToNumber(position.openCommission),
  realizedPnl: amountToNumber(realizedPnl),
});

describe('applyFill', () => {
  it('averages what is added, keeps the entry of what is left, begins anew beyond zero', () => {
    const first = applyFill(flat, fill(2, 100, 1)).position;
    const added = applyFill(first, fill(2, 110, 1));
    expect(shown(added)).toEqual({ baseQty: 4, entryPrice: 105, openCommission: 2, realizedPnl: 0 });
    const reduced = applyFill(added.position, fill(-1, 115, 5));
    expect(shown(reduced)).toEqual({ baseQty: 3, entryPrice: 105, openCommission: 1.5, realizedPnl: 10 });
    const turned = applyFill(reduced.position, fill(-4, 100, 4));
    expect(shown(turned)).toEqual({ baseQty: -1, entryPrice: 100, openCommission: 1, realizedPnl: -15 });
    const closed = applyFill(turned.position, fill(1, 90, 1));
    expect(shown(closed)).toEqual({ baseQty: 0, entryPrice: 0, openCommission: 0, realizedPnl: 10 });
    expect(amountToNumber(closed.position.realizedPnl)).toBe(5);
  });

  it('money is conserved to the last decimal: realized and unrealized are what buying and selling made', () => {
    const fills = fc.array(
      fc.tuple(
        fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }).filter((qty) => qty !== 0n),
        fc.bigInt({ min: 1n, max: 10n ** 13n }),
      ),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(fills, fc.bigInt({ min: 1n, max: 10n ** 13n }), (all, mark) => {
        let position = flat;
        let cash = 0n;
        for (const [signedQty, price] of all) {
          cash -= times(signedQty, price);
          position = applyFill(position, { signedQty, price, commission: 0n, atMs: 1 }).position;
        }
        const made = cash + times(position.baseQty, mark);
        expect(position.realizedPnl + unrealizedPnl(position, mark)).toBe(made);
        if (position.baseQty === 0n) expect(position.entryQuote).toBe(0n);
        else expect(position.entryQuote).toBeGreaterThanOrEqual(0n);
      }),
      { numRuns: 500 },
    );
  });

  it('breaks even above the entry when long, below it when short', () => {
    expect(breakEvenPrice(applyFill(flat, fill(2, 100, 1)).position)).toBe(of(100.5));
    expect(breakEvenPrice(applyFill(flat, fill(-2, 100, 1)).position)).toBe(of(99.5));
    expect(breakEvenPrice(flat)).toBe(0n);
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
    expect(accountMargins(state, () => of(110))).toMatchObject({
      unrealizedPnl: of(100),
      positionMargin: of(220),
      maintMargin: of(27.5),
      available: of(880),
      withdrawable: of(780),
    });
  });

  it.each([
    ['what adds to the position', 'BUY', 5, 100, 100],
    ['what closes it', 'SELL', 10, 100, 0],
    ['what turns it to as much on the other side', 'SELL', 20, 100, 0],
    ['what turns it to more', 'SELL', 25, 100, 100],
  ] as const)('orders take margin for %s', (_what, side, qty, price, margin) => {
    const state = stateWith(fill(10, 100));
    state.leverages.set(symbol, 5);
    const order = { symbol, side, positionSide: 'BOTH', executedQty: 0n, reduceOnly: false } as const;
    const further = [{ ...order, baseQty: of(qty), price: of(price) }];
    expect(accountMargins(state, () => of(100), further).openOrderMargin).toBe(of(margin));
    expect(accountMargins(state, () => of(100), [{ ...further[0]!, reduceOnly: true }]).openOrderMargin).toBe(0n);
  });

  it.each([10, -10])('at the liquidation price of %d, equity is down to the maintenance margin', (qty) => {
    const state = stateWith(fill(qty, 150));
    const margins = accountMargins(state, () => of(150));
    const price = liquidationPrice(margins.positions[0]!, margins);
    const then = accountMargins(state, () => price);
    const equity = amountToNumber(then.walletBalance + then.unrealizedPnl);
    expect(equity).toBeCloseTo(amountToNumber(then.maintMargin), 6);
  });

  it('a position smaller than the wallet is never liquidated on its way to zero', () => {
    const margins = accountMargins(stateWith(fill(1, 100)), () => of(100));
    expect(liquidationPrice(margins.positions[0]!, margins)).toBe(0n);
  });
});
