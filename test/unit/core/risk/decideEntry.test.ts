import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideEntry } from '../../../../src/core/risk/decideEntry.js';
import type { RiskInput } from '../../../../src/core/risk/riskInput.js';
import type { RiskRules, TradingRules } from '../../../../src/core/risk/riskRules.js';
import { cooldownPeriod } from '../../../../src/core/risk/protections/cooldownPeriod.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { EntryIntent, Position } from '../../../../src/domain/position.js';
import { Decimal } from '../../../../src/domain/decimal.js';
import { d, positionIn } from '../../../support/trading/positions.js';
import {
  certificate,
  instrument,
  nowMs,
  riskInput,
  signal,
  trade,
  tradingRules,
} from '../../../support/trading/risk.js';

const other = instrumentSymbol('ETHUSDT');
const account = riskInput().account!;
const market = riskInput().market!;
/** Ten held at 100, long, in another symbol. */
const held = (given: Partial<Position> = {}): Position => ({ ...positionIn('open'), symbol: other, ...given });

function intentOf(input: RiskInput, rules: TradingRules): EntryIntent {
  const decision = decideEntry(input, rules);
  if (decision.kind === 'refused') throw new Error(`${decision.refusal.kind}: ${decision.refusal.reason}`);
  return decision.intent;
}

/** The size, or why there is none. */
function decided(given: Partial<RiskInput>, risk: Partial<RiskRules> = {}): string {
  const decision = decideEntry(riskInput(given), tradingRules(risk));
  return decision.kind === 'intent' ? decision.intent.baseQty.toString() : decision.refusal.kind;
}

describe('decideEntry', () => {
  it('plans a whole position, on the steps of the instrument', () => {
    const found = intentOf(riskInput(), tradingRules());
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      signalId: 'cbf29ce484222325',
      symbol: 'BTCUSDT',
      quoteAsset: 'USDT',
      direction: 'long',
      baseQty: '2',
      referencePrice: '100',
      stopPrice: '95',
      targets: [
        { price: '105', baseQty: '0.8' },
        { price: '110', baseQty: '0.6' },
      ],
      trailing: { fromPrice: '103', distanceRatio: '0.02', stepQuote: '0.2' },
      timeoutMs: 3_600_000,
      tickSize: '0.1',
      stepSize: '0.001',
      riskQuote: '10',
    });
  });

  it('opens no more than one order at market can close', () => {
    const limited = { ...market, instrument: { ...market.instrument, maxMarketBaseQty: 1.2345 } };
    expect(decided({ market: limited })).toBe('1.234');
  });

  it('mirrors a short position, and rounds its stop away from the entry', () => {
    const given = { signal: signal({ direction: 'short' }), market: { ...market, price: d('99.93') } };
    const { stopPrice, targets, trailing } = intentOf(riskInput(given), tradingRules());
    expect([stopPrice, ...targets.map(({ price }) => price), trailing?.fromPrice].map(String)).toEqual([
      '105',
      '95',
      '90',
      '96.9321',
    ]);
  });

  it.each([
    ['long', '99.8'],
    ['short', '100.1'],
  ] as const)('asks a better price for a limit entry, rounded to the better side: %s', (direction, limitPrice) => {
    const rules = { ...tradingRules(), entry: { type: 'limit', limitOffsetRatio: 0.0012 } } as const;
    const given = { signal: signal({ direction }), market: { ...market, price: d('99.97') } };
    expect(intentOf(riskInput(given), rules).limitPrice?.toString()).toBe(limitPrice);
  });

  it.each<[string, Partial<RiskInput>, Partial<RiskRules>, string]>([
    ['a fifth of the equity', {}, {}, '2'],
    ['twice the risk', {}, { riskRatio: 0.02 }, '4'],
    ['rounded down to the step', { market: { ...market, price: d(101) } }, {}, '1.96'],
    [
      'rounded down to a whole step',
      { market: { ...market, instrument: instrument({ stepSize: 3 }) } },
      {},
      'quantity',
    ],
    ['cut to the exposure of a symbol', {}, { maxSymbolExposure: 0.1 }, '1'],
    ['cut to the exposure of its direction', { live: [held()] }, { maxDirectionExposure: 1.05 }, '0.5'],
    ['what is short leaves longs alone', { live: [held({ direction: 'short' })] }, { maxDirectionExposure: 1.05 }, '2'],
    ['cut to the leverage of all', { live: [held({ direction: 'short' })] }, { maxLeverage: 1.05 }, '0.5'],
    [
      'a pending entry counts as filled',
      { live: [{ ...positionIn('pending'), symbol: other }] },
      { maxLeverage: 1.05 },
      '0.5',
    ],
    ['exposure at the last price', { live: [held()], priceOf: () => d(110) }, { maxLeverage: 1.2 }, '1'],
    [
      'exposure at the price of its plan, without a last one',
      { live: [held()], priceOf: () => undefined },
      { maxLeverage: 1.1 },
      '1',
    ],
    ['cut to the margin', { account: { ...account, availableQuote: d(30) } }, {}, '0.9'],
    ['no margin', { account: { ...account, availableQuote: d(0) } }, {}, 'margin'],
    ['margin that is owed', { account: { ...account, availableQuote: d(-5) } }, {}, 'margin'],
    ['no equity', { account: { ...account, equityQuote: d(0) } }, {}, 'margin'],
    ['no room for a symbol', {}, { maxSymbolExposure: 0 }, 'symbolExposure'],
    ['no room in a direction', { live: [held()] }, { maxDirectionExposure: 1 }, 'exposure'],
    ['no room for leverage', { live: [held()] }, { maxLeverage: 0.5 }, 'leverage'],
    ['room of just the minimum', {}, { maxSymbolExposure: 0.005 }, '0.05'],
    ['room below the minimum', {}, { maxSymbolExposure: 0.0049 }, 'symbolExposure'],
    ['risk of just the minimum', {}, { riskRatio: 0.00025 }, '0.05'],
    ['risk below the minimum', {}, { riskRatio: 0.000249 }, 'minNotional'],
    // It would be left where it was entered, and pay for both.
    ['a target within one step', { market: { ...market, instrument: instrument({ tickSize: 10 }) } }, {}, 'quantity'],
    [
      'a target within one step, short',
      { signal: signal({ direction: 'short' }), market: { ...market, instrument: instrument({ tickSize: 10 }) } },
      {},
      'quantity',
    ],
    ['targets of one step', { market: { ...market, instrument: instrument({ tickSize: 5 }) } }, {}, '2'],
    ['a stop within one step', { market: { ...market, instrument: instrument({ tickSize: 200 }) } }, {}, 'quantity'],
  ])('%s', (_, given, rules, expected) => {
    expect(decided(given, rules)).toBe(expected);
  });

  it.each<[string, Partial<RiskInput>, Partial<RiskRules>, string]>([
    ['an update', { signal: signal({ kind: 'updated' }) }, {}, 'signalNotNew'],
    ['an end', { signal: { ...signal(), kind: 'closed', cause: 'fell' } }, {}, 'signalNotNew'],
    ['stopped', { isStopped: true }, {}, 'stopped'],
    ['just in time', { signal: signal({ openedAtMs: nowMs - 30_000 }) }, {}, '2'],
    ['too late', { signal: signal({ openedAtMs: nowMs - 30_001 }) }, {}, 'signalTooOld'],
    ['no account', { account: undefined }, {}, 'accountUnknown'],
    ['an uncertain account', { account: { ...account, status: 'reconciling' } }, {}, 'accountStale'],
    ['an account that is just young enough', { account: { ...account, knownAtMs: nowMs - 60_000 } }, {}, '2'],
    ['an old account', { account: { ...account, knownAtMs: nowMs - 60_001 } }, {}, 'accountStale'],
    ['no market', { market: undefined }, {}, 'marketUnknown'],
    ['no price', { market: { ...market, price: Decimal.zero } }, {}, 'marketUnknown'],
    ['a price that is just young enough', { market: { ...market, priceAtMs: nowMs - 10_000 } }, {}, '2'],
    ['an old price', { market: { ...market, priceAtMs: nowMs - 10_001 } }, {}, 'priceStale'],
    [
      'a market that settles',
      { market: { ...market, instrument: instrument({ status: 'SETTLING' }) } },
      {},
      'notTradable',
    ],
    ['a market without ticks', { market: { ...market, instrument: instrument({ tickSize: 0 }) } }, {}, 'notTradable'],
    ['a market without steps', { market: { ...market, instrument: instrument({ stepSize: 0 }) } }, {}, 'notTradable'],
    ['no window', { signal: signal({ certificates: [] }) }, {}, 'windowSuspect'],
    ['an empty window', { signal: signal({ certificates: [certificate({ count: 0 })] }) }, {}, 'windowSuspect'],
    [
      'a window with a hole',
      { signal: signal({ certificates: [certificate(), certificate({ contiguous: false })] }) },
      {},
      'windowSuspect',
    ],
    ['a close that is due', { signal: signal({ certificates: [certificate({ toMs: nowMs - 310_001 })] }) }, {}, '2'],
    [
      'a close that is overdue',
      { signal: signal({ certificates: [certificate({ toMs: nowMs - 310_002 })] }) },
      {},
      'windowSuspect',
    ],
    ['a symbol in use', { live: [held({ symbol: signal().symbol })] }, {}, 'symbolBusy'],
    ['a symbol that is an orphan', { live: [held({ symbol: signal().symbol, state: 'orphaned' })] }, {}, 'symbolBusy'],
    [
      'a symbol that the account holds',
      { account: { ...account, held: [{ symbol: signal().symbol, baseQty: d(-1), entryPrice: d(1) }] } },
      {},
      'symbolHeld',
    ],
    [
      'another symbol that the account holds',
      { account: { ...account, held: [{ symbol: other, baseQty: d(1), entryPrice: d(1) }] } },
      {},
      '2',
    ],
    ['one place left', { live: [held()] }, { maxPositions: 2, maxDirectionExposure: 9 }, '2'],
    ['no place left', { live: [held(), held()] }, { maxPositions: 2 }, 'tooManyPositions'],
    [
      'orphans take no place',
      { live: [held({ state: 'orphaned' })] },
      { maxPositions: 1, maxLeverage: 9, maxDirectionExposure: 9 },
      '2',
    ],
    ['a loss below the daily limit', { trades: [trade({ profitQuote: d('-52.6') })] }, {}, '2'],
    // 1,000 left of 1,052.63…: a twentieth.
    ['the daily limit', { trades: [trade({ profitQuote: d('-52.64') })] }, {}, 'dailyLoss'],
    ['a loss of yesterday', { trades: [trade({ profitQuote: d(-90), closedAtMs: nowMs - 3_600_001 })] }, {}, '2'],
    [
      'a loss at midnight',
      { trades: [trade({ profitQuote: d(-90), closedAtMs: nowMs - 3_600_000 })] },
      {},
      'dailyLoss',
    ],
    ['a loss that was won back', { trades: [trade({ profitQuote: d(-90) }), trade({ profitQuote: d(60) })] }, {}, '2'],
    ['no daily limit', { trades: [trade({ profitQuote: d(-900) })] }, { maxDailyLossRatio: 0 }, '2'],
    ['two losses', { trades: [trade(), trade()] }, {}, '2'],
    ['three losses', { trades: [trade(), trade(), trade()] }, {}, 'lossCooldown'],
    ['three losses, and a win between', { trades: [trade(), trade(), trade({ profitQuote: d(1) }), trade()] }, {}, '2'],
    [
      'three losses an hour ago',
      { trades: [trade(), trade(), trade({ closedAtMs: nowMs - 3_600_000 })] },
      { maxDailyLossRatio: 0 },
      '2',
    ],
    ['three losses, not looked at', { trades: [trade(), trade(), trade()] }, { lossesInARow: 0 }, '2'],
    [
      'a protection',
      { trades: [trade()] },
      { protections: [cooldownPeriod({ stopDurationMs: 600_001 })] },
      'protection',
    ],
  ])('%s', (_, given, rules, expected) => {
    expect(decided(given, rules)).toBe(expected);
  });

  it('says why and until when', () => {
    const lost = decideEntry(riskInput({ trades: [trade({ profitQuote: d(-90) })] }), tradingRules());
    expect(lost).toEqual({
      kind: 'refused',
      refusal: { kind: 'dailyLoss', reason: '90 was lost today, of at most 54.5', untilMs: Date.UTC(2026, 1, 1) },
    });
    const locked = decideEntry(
      riskInput({ trades: [trade()] }),
      tradingRules({ protections: [cooldownPeriod({ stopDurationMs: 900_000 })] }),
    );
    expect(locked).toEqual({
      kind: 'refused',
      refusal: {
        kind: 'protection',
        reason: 'CooldownPeriod: its last position ended a moment ago',
        untilMs: nowMs + 300_000,
      },
    });
  });

  it('never risks or exposes more than is allowed, on any market', () => {
    const positive = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        fc.record({
          price: positive(10 ** 9),
          places: fc.nat(8),
          tick: fc.nat(4),
          step: fc.nat(4),
          equity: positive(10 ** 6),
        }),
        fc.constantFrom('long' as const, 'short' as const),
        fc.double({ min: 0.0001, max: 0.1, noNaN: true }),
        ({ price, places, tick, step, equity }, direction, riskRatio) => {
          const at = d(`${price}e-${places}`);
          const listed = instrument({ tickSize: 10 ** -tick, stepSize: 10 ** -step });
          const decision = decideEntry(
            riskInput({
              signal: signal({ direction }),
              account: { ...account, equityQuote: d(equity), availableQuote: d(equity) },
              market: { instrument: listed, price: at, priceAtMs: nowMs },
            }),
            tradingRules({ riskRatio }),
          );
          if (decision.kind === 'refused') return;
          const { baseQty, stopPrice, targets, riskQuote } = decision.intent;
          const notional = baseQty.times(at);
          expect(riskQuote.isAbove(d(equity).times(d(riskRatio)))).toBe(false);
          expect(notional.isAbove(d(equity))).toBe(false);
          expect(notional.isBelow(d(5))).toBe(false);
          expect(baseQty.isMultipleOf(d(listed.stepSize)) && stopPrice.isMultipleOf(d(listed.tickSize))).toBe(true);
          expect(stopPrice.compare(at)).toBe(direction === 'long' ? -1 : 1);
          const inTargets = targets.reduce((sum, target) => sum.plus(target.baseQty), Decimal.zero);
          expect(inTargets.isAbove(baseQty)).toBe(false);
        },
      ),
    );
  });
});
