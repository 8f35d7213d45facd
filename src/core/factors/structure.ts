import type { Factor } from './factor.js';
import { nearestSwingHigh, nearestSwingLow } from './nearestSwings.js';

const rangeKlines = 14;
const least = 0.75;
const most = 1.15;
/** A level this many true ranges away is no longer in the way (1 - 1/e of the effect is gone). */
const clearRanges = 2;

export interface StructureParameters {
  /** How far back levels are looked for. */
  readonly klines: number;
  /** A swing level is the extreme of this many klines on either side. */
  readonly swingKlines: number;
}

/**
 * Structure: how far can the price go before it meets a level where it turned before?
 *
 *   level      = up: the lowest swing high above the close; down: the highest swing low below it
 *   room       = |ln(level / close)| / range14
 *   multiplier = 1.15 - 0.4 · e^(-room / 2)
 *
 * Swing high: a high above those of `swing` klines before it and not below those after it. 0.75: the price stands at a level;
 * 1.15: nothing is in its way. Asked on every interval. Inputs: high, low, close, the direction of the mean; no opinion
 * without one, or when nothing moved. Requires `klines`. Source: fractal swing points, B. Williams, Trading Chaos, 1995.
 */
export const structure = ({ klines, swingKlines }: StructureParameters): Factor => ({
  name: 'structure',
  kind: 'modulator',
  requiredKlines: Math.max(klines, rangeKlines + 1),
  formula: [
    `${most} - ${(most - least).toFixed(1)} · e^(-room / ${clearRanges})`,
    'room = |ln(level / close)| / range14',
  ].join('; '),
  inputs: [],
  isMirrorSymmetric: true,
  score: ({ figures, window, sign, note }) => {
    const range = figures.trueRange(rangeKlines);
    note('range14', range);
    if (range === 0 || sign === 0) return Number.NaN;
    const { high, low, close } = window.columns;
    const last = close[close.length - 1]!;
    const level =
      sign > 0 ? nearestSwingHigh(high, last, klines, swingKlines) : nearestSwingLow(low, last, klines, swingKlines);
    const room = Math.abs(Math.log(level / last)) / range;
    note('level', level);
    note('close', last);
    note('room', room);
    return most - (most - least) * Math.exp(-room / clearRanges);
  },
});
