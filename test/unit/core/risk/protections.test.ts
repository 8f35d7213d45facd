import { describe, expect, it } from 'vitest';
import { protectionsOf, type ProtectionSettings } from '../../../../src/core/risk/protections/index.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { ClosedTrade } from '../../../../src/domain/position.js';
import { nowMs, trade } from '../../../support/trading/risk.js';

const minuteMs = 60_000;
const symbol = trade().symbol;
const other = instrumentSymbol('ETHUSDT');
const off: ProtectionSettings = {
  cooldownPeriod: { stopDurationMs: 0 },
  stoplossGuard: {
    lookbackMs: 1,
    tradeLimit: 0,
    stopDurationMs: 1,
    onlyPerPair: false,
    onlyPerSide: false,
    requiredProfitRatio: 0,
  },
  maxDrawdown: { lookbackMs: 1, tradeLimit: 0, stopDurationMs: 1, maxAllowedDrawdownRatio: 0 },
  lowProfitPairs: { lookbackMs: 1, tradeLimit: 0, stopDurationMs: 1, requiredProfitRatio: 0, onlyPerSide: false },
};

/** A trade that ended so many minutes ago with this profit. */
const ended = (minutesAgo: number, profitRatio: number, given: Partial<ClosedTrade> = {}): ClosedTrade =>
  trade({ closedAtMs: nowMs - minutesAgo * minuteMs, profitRatio, ...given });

/** For how many minutes an entry is locked, `free` when it is not. */
function lockedFor(settings: Partial<ProtectionSettings>, trades: readonly ClosedTrade[]): number | 'free' {
  const [protection] = protectionsOf({ ...off, ...settings });
  const locked = protection?.lock({ symbol, direction: 'long', trades, atMs: nowMs });
  return locked ? (locked.untilMs - nowMs) / minuteMs : 'free';
}

it('asks only what is turned on', () => {
  expect(protectionsOf(off)).toEqual([]);
  const on = { cooldownPeriod: { stopDurationMs: 1 }, lowProfitPairs: { ...off.lowProfitPairs, tradeLimit: 1 } };
  expect(protectionsOf({ ...off, ...on }).map(({ name }) => name)).toEqual(['CooldownPeriod', 'LowProfitPairs']);
});

describe('CooldownPeriod', () => {
  it.each<[string, ClosedTrade[], number | 'free']>([
    ['nothing ended', [], 'free'],
    ['a win a minute ago', [ended(1, 0.1)], 9],
    ['ten minutes ago', [ended(10, 0.1)], 'free'],
    ['the latest counts', [ended(8, 0.1), ended(3, 0.1)], 7],
    ['of another symbol', [ended(1, 0.1, { symbol: other })], 'free'],
  ])('%s', (_, trades, expected) => {
    expect(lockedFor({ cooldownPeriod: { stopDurationMs: 10 * minuteMs } }, trades)).toBe(expected);
  });
});

describe('StoplossGuard', () => {
  const guard = {
    lookbackMs: 60 * minuteMs,
    tradeLimit: 2,
    stopDurationMs: 30 * minuteMs,
    onlyPerPair: false,
    onlyPerSide: false,
    requiredProfitRatio: 0,
  };

  it.each<[string, ClosedTrade[], Partial<typeof guard>, number | 'free']>([
    ['one stop', [ended(1, -0.1)], {}, 'free'],
    ['two stops', [ended(20, -0.1), ended(5, -0.1)], {}, 25],
    [
      'two trailing stops',
      [ended(20, -0.1, { cause: 'trailingStop' }), ended(5, -0.1, { cause: 'trailingStop' })],
      {},
      25,
    ],
    [
      'a trailing stop in profit does not count',
      [ended(20, -0.1), ended(5, 0.1, { cause: 'trailingStop' })],
      {},
      'free',
    ],
    ['unless more profit is required', [ended(20, -0.1), ended(5, 0.1)], { requiredProfitRatio: 0.2 }, 25],
    ['other ends do not count', [ended(20, -0.1, { cause: 'timeout' }), ended(5, -0.1)], {}, 'free'],
    ['too far apart', [ended(70, -0.1), ended(5, -0.1)], {}, 'free'],
    ['the lock outlasts the lookback', [ended(79, -0.1), ended(20, -0.1)], {}, 10],
    ['the lock ends', [ended(40, -0.1), ended(30, -0.1)], {}, 'free'],
    ['of other symbols', [ended(20, -0.1, { symbol: other }), ended(5, -0.1)], {}, 25],
    ['of other symbols, per pair', [ended(20, -0.1, { symbol: other }), ended(5, -0.1)], { onlyPerPair: true }, 'free'],
    ['of the other side', [ended(20, -0.1, { direction: 'short' }), ended(5, -0.1)], {}, 25],
    [
      'of the other side, per side',
      [ended(20, -0.1, { direction: 'short' }), ended(5, -0.1)],
      { onlyPerSide: true },
      'free',
    ],
  ])('%s', (_, trades, given, expected) => {
    expect(lockedFor({ stoplossGuard: { ...guard, ...given } }, trades)).toBe(expected);
  });
});

describe('MaxDrawdown', () => {
  const maxDrawdown = {
    lookbackMs: 60 * minuteMs,
    tradeLimit: 2,
    stopDurationMs: 30 * minuteMs,
    maxAllowedDrawdownRatio: 0.125,
  };

  it.each<[string, ClosedTrade[], number | 'free']>([
    ['no trade', [], 'free'],
    ['too few', [ended(5, -0.5)], 'free'],
    ['as much as is allowed', [ended(9, 0.5), ended(5, -0.125)], 'free'],
    ['more than is allowed', [ended(9, 0.5), ended(5, -0.1875)], 25],
    ['from the height, not from the beginning', [ended(12, 0.5), ended(9, -0.0625), ended(5, -0.125)], 25],
    ['a fall that was made good is a fall', [ended(12, 0.25), ended(9, -0.25), ended(5, 0.5)], 25],
    ['long ago', [ended(90, 0.5), ended(80, -0.5)], 'free'],
    ['of any symbol', [ended(9, 0.5, { symbol: other }), ended(5, -0.25, { symbol: other })], 25],
  ])('%s', (_, trades, expected) => {
    expect(lockedFor({ maxDrawdown }, trades)).toBe(expected);
  });
});

describe('LowProfitPairs', () => {
  const lowProfitPairs = {
    lookbackMs: 60 * minuteMs,
    tradeLimit: 2,
    stopDurationMs: 30 * minuteMs,
    requiredProfitRatio: 0.0625,
    onlyPerSide: false,
  };

  it.each<[string, ClosedTrade[], Partial<typeof lowProfitPairs>, number | 'free']>([
    ['too few', [ended(5, -0.5)], {}, 'free'],
    ['just enough', [ended(9, 0.125), ended(5, -0.0625)], {}, 'free'],
    ['too little', [ended(9, 0.125), ended(5, -0.125)], {}, 25],
    ['of other symbols', [ended(9, -0.5, { symbol: other }), ended(5, -0.125)], {}, 'free'],
    ['of both sides', [ended(9, -0.5, { direction: 'short' }), ended(5, 0.25)], {}, 25],
    [
      'of both sides, per side',
      [ended(9, -0.5, { direction: 'short' }), ended(5, -0.25)],
      { onlyPerSide: true },
      'free',
    ],
  ])('%s', (_, trades, given, expected) => {
    expect(lockedFor({ lowProfitPairs: { ...lowProfitPairs, ...given } }, trades)).toBe(expected);
  });
});
