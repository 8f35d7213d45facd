import type { Explanation } from '../../core/scoring/explainSignal.js';
import type { KeptSignal } from '../../ports/signalRecords.js';
import { points } from './numbers.js';

const otherVersion = 'this version of the program, or of a plugin, computes it in another way';

/** Whether what was recorded was computed again, in one sentence. */
export function verdict({ signal }: KeptSignal, explanation: Explanation): string {
  const { score, why, configHash, isSameScore, isSameId } = explanation;
  const was = `${points(signal.score)} was recorded`;
  if (!score) return `Recomputed: no score (${why ?? 'no reason given'}), where ${was}: ${otherVersion}.`;
  if (isSameScore && isSameId) return `Recomputed: ${points(score.score)}, as recorded.`;
  if (!isSameScore) {
    const now = points(score.score) === points(signal.score) ? String(score.score) : points(score.score);
    const before = now === points(score.score) ? was : `${signal.score} was recorded`;
    return `Recomputed: ${now}, where ${before}: ${otherVersion}.`;
  }
  const what =
    configHash === signal.configHash
      ? 'its parts are not those that were recorded'
      : `the configuration is ${configHash} now, where it was ${signal.configHash}: this version has other settings`;
  return `Recomputed: ${points(score.score)}, as recorded, but the id is another one: ${what}.`;
}
