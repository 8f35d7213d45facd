import { blockInterval, type BlockRules, type Estimate } from './blockInterval.js';
import type { Target } from './evaluation.js';
import { acrossSymbols, overTime, type Panel, type RankOrigin } from './rankCorrelation.js';

/** Both correlations of what was said with what came. */
export interface Measured {
  readonly acrossSymbols: Estimate | undefined;
  readonly overTime: Estimate | undefined;
}

export interface MeasureOptions {
  readonly said: Panel;
  /** A direction is ranked about zero, a multiplier about its middle. */
  readonly saidFrom: RankOrigin;
  readonly returns: Float64Array;
  /** Where the mean of the directional factors pointed. */
  readonly signs: Float64Array;
  readonly target: Target;
  readonly rules: BlockRules;
}

/** How well what was said fits to what came within one horizon. */
export function measure({ said, saidFrom, returns, signs, target, rules }: MeasureOptions): Measured {
  const came = { values: targetValues(target, returns, signs), symbols: said.symbols };
  const cameFrom = target === 'absoluteReturn' ? 'middle' : 'zero';
  return {
    acrossSymbols: blockInterval(acrossSymbols(said, came), rules),
    overTime: blockInterval(overTime(said, came, { said: saidFrom, came: cameFrom }), rules),
  };
}

function targetValues(target: Target, returns: Float64Array, signs: Float64Array): Float64Array {
  if (target === 'return') return returns;
  if (target === 'absoluteReturn') return returns.map(Math.abs);
  return returns.map((value, at) => (signs[at] === 0 ? Number.NaN : value * signs[at]!));
}

/**
 * Instants that a block holds, and that one outcome overlaps with. A block holds two horizons, and at least an hour; where
 * sizes of moves are compared at least a day: calm and wild times last for hours and come back with the time of day.
 */
export function blockRules(
  { horizonMs, everyMs, target }: { readonly horizonMs: number; readonly everyMs: number; readonly target: Target },
  { resamples, seed, tails }: Pick<BlockRules, 'resamples' | 'seed' | 'tails'>,
): BlockRules {
  const overlap = Math.max(1, Math.ceil(horizonMs / everyMs));
  const shortestMs = target === 'absoluteReturn' ? 24 * hourMs : hourMs;
  const blockLength = Math.max(2 * overlap, Math.ceil(shortestMs / everyMs));
  return { blockLength, overlap, resamples, seed, tails };
}

const hourMs = 3_600_000;
