import type { Explanation } from '../../core/scoring/explainSignal.js';
import type { KeptSignal } from '../../ports/signalRecords.js';
import { verdict } from './verdict.js';

/** The whole explanation, for a program. Numbers that JSON does not know are text: `NaN`, `Infinity`. */
export function explanationJson(kept: KeptSignal, explanation: Explanation): string {
  const { signal, plugins, settings } = kept;
  const { score, why, id, configHash, factors, isSameScore, isSameId } = explanation;
  const whole = {
    recorded: { ...signal, plugins, settings },
    recomputed: { id, score: score?.score, mean: score?.mean, configHash, why },
    isSameScore,
    isSameId,
    verdict: verdict(kept, explanation),
    factors,
  };
  return JSON.stringify(
    whole,
    (_key, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
    2,
  );
}
