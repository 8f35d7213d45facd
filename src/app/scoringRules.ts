import type { Config } from '../config/schema.js';
import type { ScoringSettings } from '../config/scoringSettings.js';
import { defineFactor } from '../core/factors/defineFactor.js';
import type { Factor } from '../core/factors/factor.js';
import { builtInFactors, type BuiltInFactorName } from '../core/factors/index.js';
import { hashText } from '../core/scoring/hashText.js';
import type { SignalRules } from '../core/scoring/reduceSignals.js';
import type { ScanRules, WeightedFactor } from '../core/scoring/scanRules.js';
import { BadInputError } from '../domain/errors.js';
import { instrumentSymbol } from '../domain/kline.js';

/** A signal that nothing else is said about is closed below this share of the score that opens it. */
const usualLeaveRatio = 0.8;

/**
 * How symbols are scored: with the built-in factors that have a weight, and with `added` ones. Throws a `BadInputError`
 * for an added factor that makes no sense, or whose name is taken.
 */
export function scanRules({ windows, factors }: ScoringSettings, added: readonly Factor[]): ScanRules {
  return {
    intervals: windows.intervals,
    factors: [...weightedBuiltIns(factors), ...weightedOthers(added, Object.keys(factors.weights))],
    benchmark: instrumentSymbol(factors.benchmark),
    maxAgeMs: {
      markPrice: factors.markPriceMaxAgeMs,
      openInterest: factors.openInterestMaxAgeMs,
      spread: factors.spreadMaxAgeMs,
    },
  };
}

/** How scores become signals. */
export function signalRules({ windows, scan, factors }: ScoringSettings, added: readonly Factor[]): SignalRules {
  const { minScore, leaveScore, confirmCycles, confirmOfCycles, cooldownMs } = scan;
  const { intervals, klines } = windows;
  const others = added.map(({ name, weight }) => [name, weight]);
  return {
    minScore,
    leaveScore: leaveScore ?? usualLeaveRatio * minScore,
    confirmCycles,
    confirmOfCycles,
    cooldownMs,
    configHash: hashText(JSON.stringify([intervals, klines, scan, factors, others])),
  };
}

function weightedBuiltIns({ weights, parameters }: Config['factors']): readonly WeightedFactor[] {
  const factors = builtInFactors(parameters);
  return (Object.keys(factors) as BuiltInFactorName[])
    .map((name) => ({ factor: factors[name], weight: weights[name] }))
    .filter(({ weight }) => weight > 0);
}

function weightedOthers(added: readonly Factor[], builtInNames: readonly string[]): readonly WeightedFactor[] {
  return added.map((given, index) => {
    const factor = defineFactor(given, `factor ${index + 1}`);
    const namesBefore = [...builtInNames, ...added.slice(0, index).map(({ name }) => name)];
    if (!namesBefore.includes(factor.name)) return { factor, weight: factor.weight ?? 1 };
    const expected = 'a name that no other factor has';
    const message = `factor ${index + 1}: \`name\` must be ${expected}; found "${factor.name}"`;
    throw new BadInputError(message, { place: `factor ${index + 1}`, found: factor.name, expected });
  });
}
