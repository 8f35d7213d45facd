import type { Sample } from '../../domain/sample.js';
import type { VirtualStep } from './followPosition.js';

/** What there is to learn from a position that has ended. `costRatio`: of entry and exit together. */
export function sampleOf(
  { position, exit, gainRatio, closedAtMs }: Extract<VirtualStep, { kind: 'ended' }>,
  costRatio: number,
): Sample & { readonly signalId: string } {
  const { signalId, symbol, direction, score, openedAtMs, features, featureHash, factors } = position.entry;
  const returnRatio = gainRatio - costRatio;
  return {
    signalId,
    symbol,
    direction,
    score,
    openedAtMs,
    closedAtMs,
    exit,
    outcome: returnRatio > 0 ? 1 : 0,
    returnRatio,
    bestRatio: position.bestRatio,
    worstRatio: position.worstRatio,
    factors,
    features,
    featureHash,
  };
}
