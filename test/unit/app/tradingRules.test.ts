import { describe, expect, it } from 'vitest';
import { paperCosts, positionRules, tradingRules } from '../../../src/app/tradingRules.js';
import { configSchema } from '../../../src/config/schema.js';

const settings = (trading: object = {}) => configSchema.parse({ trading }).trading;
const hourMs = 3_600_000;

describe('the rules of trading', () => {
  it('are those of the configuration', () => {
    const { risk, exits, entry } = tradingRules(
      settings({ exits: { targetRatios: [0.01, 0.03], targetShares: [0.5, 0.25] } }),
      1,
    );
    expect(risk).toMatchObject({ riskRatio: 0.01, maxPositions: 5 });
    expect(risk.protections.map(({ name }) => name)).toEqual([
      'CooldownPeriod',
      'StoplossGuard',
      'MaxDrawdown',
      'LowProfitPairs',
    ]);
    expect(exits.targets).toEqual([
      { distanceRatio: 0.01, share: 0.5 },
      { distanceRatio: 0.03, share: 0.25 },
    ]);
    expect(exits.trailing).toEqual({ fromRatio: 0.02, distanceRatio: 0.015, stepRatio: 0.002 });
    expect(entry).toEqual({ type: 'market', limitOffsetRatio: 0.0005 });
  });

  it('leave out what is null', () => {
    const { exits } = tradingRules(settings({ exits: { trailingFromRatio: null, timeoutMs: null } }), 1);
    expect([exits.trailing, exits.timeoutMs]).toEqual([undefined, undefined]);
  });

  it('wait in market time for what takes transport time', () => {
    expect(positionRules(settings(), 60)).toMatchObject({
      maxUnprotectedMs: 300_000,
      retryAfterMs: 60_000,
      entryTimeoutMs: 3_600_000,
    });
    expect(tradingRules(settings(), 60).risk).toMatchObject({
      accountMaxAgeMs: 7_200_000,
      priceMaxAgeMs: 3_600_000,
      signalMaxAgeMs: 3_600_000,
      windowMaxDelayMs: 3_600_000,
      lossCooldownMs: 3_600_000,
    });
  });

  it('remember for as long as any of them looks back', () => {
    expect(positionRules(settings(), 1).forgetAfterMs).toBe(28 * hourMs);
    const protections = { stoplossGuard: { lookbackMs: 48 * hourMs, stopDurationMs: hourMs } };
    expect(positionRules(settings({ protections }), 1).forgetAfterMs).toBe(49 * hourMs);
  });

  it('tell the costs of paper', () => {
    expect(paperCosts(settings())).toEqual({
      spreadRatio: 0.0002,
      maxSlippageRatio: 0.0003,
      takerFeeRatio: 0.0005,
      makerFeeRatio: 0.0002,
      partialFillRatio: 0.1,
      rejectRatio: 0,
    });
  });
});

describe('the laws of trading', () => {
  it.each<[string, object]>([
    ['targets in no order', { exits: { targetRatios: [0.04, 0.02] } }],
    ['a target without a share', { exits: { targetRatios: [0.02], targetShares: [] } }],
    ['shares beyond all there is', { exits: { targetShares: [0.8, 0.3] } }],
    ['a symbol beyond the leverage', { risk: { maxSymbolExposure: 4 } }],
  ])('refuse %s', (_, trading) => {
    expect(configSchema.safeParse({ trading }).success).toBe(false);
  });

  it('take shares that sum up to all there is', () => {
    const exits = { targetRatios: [0.01, 0.02, 0.03], targetShares: [0.7, 0.1, 0.2] };
    expect(configSchema.safeParse({ trading: { exits } }).success).toBe(true);
  });
});
