import { hash32, toGaussian } from './random.js';

/** Steps between two instants at which every walk is at zero: 1,024 blocks of six hours are 256 days. */
const stepsPerPeriod = 1_024;

/**
 * Height at `step` of a random walk with steps of variance one, tied to zero every 1,024 steps, which keeps prices in a
 * sane range for years. Found by halving (a Brownian bridge), so that any step costs ten hashes and no history.
 */
export function bridgedWalk(key: number, step: number): number {
  const period = Math.floor(step / stepsPerPeriod);
  const target = step - period * stepsPerPeriod;
  let left = 0;
  let length = stepsPerPeriod;
  let leftHeight = 0;
  let rightHeight = 0;
  while (target !== left) {
    const half = length / 2;
    const middle = left + half;
    const deviation = Math.sqrt(length) / 2;
    const height = (leftHeight + rightHeight) / 2 + deviation * toGaussian(hash32(key, period, middle, length));
    if (target < middle) {
      rightHeight = height;
    } else {
      left = middle;
      leftHeight = height;
    }
    length = half;
  }
  return leftHeight;
}

/** One slowly changing quantity. */
export interface Wave {
  readonly key: number;
  readonly amplitude: number;
  /** Minutes between its random knots. */
  readonly scaleMinutes: number;
}

/** Adds to `out` a wave for consecutive minutes: straight lines between normal knots, of any minute without history. */
export function addWave(out: Float64Array, firstMinute: number, { key, amplitude, scaleMinutes }: Wave): void {
  let knot = Math.floor(firstMinute / scaleMinutes);
  let inKnot = firstMinute - knot * scaleMinutes;
  let from = toGaussian(hash32(key, knot)) * amplitude;
  let slope = (toGaussian(hash32(key, knot + 1)) * amplitude - from) / scaleMinutes;
  for (let index = 0; index < out.length; index += 1) {
    if (inKnot === scaleMinutes) {
      knot += 1;
      inKnot = 0;
      from += slope * scaleMinutes;
      slope = (toGaussian(hash32(key, knot + 1)) * amplitude - from) / scaleMinutes;
    }
    out[index] = (out[index] ?? 0) + from + slope * inKnot;
    inKnot += 1;
  }
}

/** The height of a wave at one instant. */
export function waveAt(minutes: number, { key, amplitude, scaleMinutes }: Wave): number {
  const knot = Math.floor(minutes / scaleMinutes);
  const from = toGaussian(hash32(key, knot));
  const to = toGaussian(hash32(key, knot + 1));
  return amplitude * (from + (to - from) * (minutes / scaleMinutes - knot));
}
