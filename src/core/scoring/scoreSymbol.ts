import type { KlineInterval } from '../../domain/kline.js';
import type { FactorPart, SymbolScore } from '../../domain/signal.js';
import type { Factor } from '../factors/factor.js';
import type { KlineWindow } from '../windows/klineWindow.js';

export interface WeightedFactor {
  readonly factor: Factor;
  /** Relative to the other factors; above 0. */
  readonly weight: number;
}

/** A factor threw, with its name: the caller decides what becomes of the symbol. */
export class FactorFailure extends Error {
  readonly factor: string;

  constructor(factor: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.factor = factor;
  }
}

/**
 * Weighted mean of the factors over the windows of one symbol, in [-100, 100]. A factor that has too few klines on an
 * interval is not asked there; one that has no answer at all abstains and its weight is shared out among the others.
 * `undefined` when every factor abstains. Throws `FactorFailure` when a factor throws.
 */
export function scoreSymbol(
  windows: readonly KlineWindow[],
  factors: readonly WeightedFactor[],
): Omit<SymbolScore, 'symbol'> | undefined {
  const answers = factors
    .map(({ factor, weight }) => ({ factor, weight, byInterval: ask(factor, windows) }))
    .filter(({ byInterval }) => byInterval.length > 0);
  const totalWeight = answers.reduce((sum, { weight }) => sum + weight, 0);
  if (totalWeight === 0) return undefined;
  const parts = answers.map(({ factor, weight, byInterval }): FactorPart => ({
    factor: factor.name,
    score: byInterval.reduce((sum, [, score]) => sum + score, 0) / byInterval.length,
    weight: weight / totalWeight,
    byInterval: Object.fromEntries(byInterval),
  }));
  return { score: clip(parts.reduce((sum, { score, weight }) => sum + score * weight, 0)), parts };
}

function ask(factor: Factor, windows: readonly KlineWindow[]): readonly (readonly [KlineInterval, number])[] {
  const answers: (readonly [KlineInterval, number])[] = [];
  for (const window of windows) {
    if (window.count < factor.requiredKlines) continue;
    if (factor.intervals && !factor.intervals.includes(window.interval)) continue;
    const score = answer(factor, window);
    if (!Number.isNaN(score)) answers.push([window.interval, clip(score)]);
  }
  return answers;
}

function answer(factor: Factor, window: KlineWindow): number {
  try {
    return factor.score(window);
  } catch (error) {
    throw new FactorFailure(factor.name, error);
  }
}

const clip = (score: number): number => Math.max(-100, Math.min(100, score));
