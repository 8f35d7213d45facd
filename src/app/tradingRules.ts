import type { PaperCosts } from '../adapters/paper/index.js';
import type { Config } from '../config/schema.js';
import type { PositionRules } from '../core/positions/positionEvent.js';
import { protectionsOf } from '../core/risk/protections/index.js';
import type { TradingRules } from '../core/risk/riskRules.js';

type TradingSettings = Config['trading'];

/**
 * What the configuration says about trading, for the rules of risk. How old what is heard may be is transport time in the
 * configuration, since it takes its way whatever the speed of the market, and market time in the rules: `speed` is market
 * milliseconds per transport millisecond.
 */
export function tradingRules(
  { risk, exits, protections, entryType, limitOffsetRatio }: TradingSettings,
  speed: number,
): TradingRules {
  const { targetRatios, targetShares, trailingFromRatio } = exits;
  return {
    risk: {
      ...risk,
      accountMaxAgeMs: risk.accountMaxAgeMs * speed,
      priceMaxAgeMs: risk.priceMaxAgeMs * speed,
      signalMaxAgeMs: risk.signalMaxAgeMs * speed,
      windowMaxDelayMs: risk.windowMaxDelayMs * speed,
      protections: protectionsOf(protections),
    },
    exits: {
      stopRatio: exits.stopRatio,
      targets: targetRatios.map((distanceRatio, rung) => ({ distanceRatio, share: targetShares[rung]! })),
      trailing:
        trailingFromRatio === null
          ? undefined
          : {
              fromRatio: trailingFromRatio,
              distanceRatio: exits.trailingDistanceRatio,
              stepRatio: exits.trailingStepRatio,
            },
      timeoutMs: exits.timeoutMs ?? undefined,
    },
    entry: { type: entryType, limitOffsetRatio },
  };
}

const dayMs = 86_400_000;

/**
 * The same for the positions. What is waited for is transport time in the configuration and market time in the rules:
 * `speed` is market milliseconds per transport millisecond. What is over is kept for as long as any rule looks back.
 */
export function positionRules(settings: TradingSettings, speed: number): PositionRules {
  const { exits, protections, entryTimeoutMs, risk } = settings;
  const { stoplossGuard, maxDrawdown, lowProfitPairs, cooldownPeriod } = protections;
  const lookbacks = [stoplossGuard, maxDrawdown, lowProfitPairs].map((each) => each.lookbackMs + each.stopDurationMs);
  return {
    maxUnprotectedMs: exits.maxUnprotectedMs * speed,
    retryAfterMs: exits.retryAfterMs * speed,
    entryTimeoutMs: entryTimeoutMs * speed,
    maxAttempts: exits.maxAttempts,
    exitOnSignal: exits.onSignal,
    forgetAfterMs: Math.max(dayMs, cooldownPeriod.stopDurationMs, risk.lossCooldownMs, ...lookbacks),
  };
}

/** What the configuration says about paper. */
export const paperCosts = ({ paper: { startBalanceQuote: _, ...costs } }: TradingSettings): PaperCosts => costs;
