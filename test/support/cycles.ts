import type { CycleResult } from '../../src/domain/cycle.js';
import type { Signal, SymbolScore } from '../../src/domain/signal.js';

/** A cycle in which nothing happened, but for what is given. */
export const cycleResult = (given: Partial<CycleResult> = {}): CycleResult => ({
  cycle: 0,
  atMs: 0,
  scores: [],
  skipped: [],
  failed: [],
  regime: undefined,
  recomputed: 0,
  oldestInputAgeMs: 0,
  signals: [],
  durationMs: 0,
  stages: { selectMs: 0, scoreMs: 0, signalsMs: 0 },
  symbolsPerSecond: 0,
  restCalls: 0,
  windowHits: 0,
  windowMisses: 0,
  windowHitRatio: 1,
  windowsBytes: 0,
  rssBytes: 0,
  ...given,
});

/** The signal that a score has opened. */
export const openedSignal = ({ symbol, score, parts }: SymbolScore, atMs = 0): Signal => ({
  kind: 'opened',
  id: symbol,
  symbol,
  direction: score > 0 ? 'long' : 'short',
  score,
  parts,
  certificates: [],
  price: 1.5,
  priceTimeMs: 0,
  atMs,
  cycle: 1,
  openedAtMs: atMs,
  configHash: '0',
});
