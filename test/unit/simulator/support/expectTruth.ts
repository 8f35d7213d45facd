import { expect } from 'vitest';
import type { AccountTruth } from '../../../../src/simulator/account/accountTruth.js';
import { parseAmount } from '../../../../src/simulator/account/amounts.js';

const of = (text: string): bigint => parseAmount(text)!.amount;

/** Wallet = transferred − bought + sold − commissions + entries of what is open, to the last decimal. */
export function expectConserved({ balances, fills, positions }: AccountTruth): void {
  const { walletBalance, transferred } = balances.find(({ asset }) => asset === 'USDT')!;
  let expected = of(transferred);
  for (const { side, quoteQty, commission } of fills)
    expected += (side === 'SELL' ? of(quoteQty) : -of(quoteQty)) - of(commission);
  for (const { baseQty, entryQuote } of positions) expected += of(baseQty) > 0n ? of(entryQuote) : -of(entryQuote);
  expect(of(walletBalance)).toBe(expected);
  // The same the other way: what fills say they have realized is what the wallet got.
  const realized = fills.reduce((sum, fill) => sum + of(fill.realizedPnl) - of(fill.commission), 0n);
  expect(of(walletBalance)).toBe(of(transferred) + realized);
}

/** Orders and positions are what their fills make of them, and nothing is filled beyond what was asked for. */
export function expectConsistent({ orders, fills, positions }: AccountTruth): void {
  for (const { orderId, baseQty, executedQty, executedQuote, status, price, side, type } of orders) {
    const own = fills.filter((fill) => fill.orderId === orderId);
    expect(own.reduce((sum, fill) => sum + of(fill.baseQty), 0n)).toBe(of(executedQty));
    expect(own.reduce((sum, fill) => sum + of(fill.quoteQty), 0n)).toBe(of(executedQuote));
    expect(of(executedQty)).toBeLessThanOrEqual(of(baseQty));
    expect(status === 'FILLED').toBe(executedQty === baseQty);
    if (type !== 'LIMIT') continue;
    for (const fill of own)
      expect(side === 'BUY' ? of(fill.price) <= of(price) : of(fill.price) >= of(price)).toBe(true);
  }
  const held = new Map<string, bigint>();
  for (const { symbol, positionSide, side, baseQty } of fills) {
    const key = `${symbol}/${positionSide}`;
    held.set(key, (held.get(key) ?? 0n) + (side === 'BUY' ? of(baseQty) : -of(baseQty)));
  }
  const open = [...held].filter(([, qty]) => qty !== 0n).sort();
  expect(positions.map(({ symbol, side, baseQty }) => [`${symbol}/${side}`, of(baseQty)] as const).sort()).toEqual(
    open,
  );
  for (const { side, baseQty } of positions) {
    if (side === 'LONG') expect(of(baseQty)).toBeGreaterThan(0n);
    if (side === 'SHORT') expect(of(baseQty)).toBeLessThan(0n);
  }
}
