import { sorted } from './distribution.js';
import type { Panel } from './rankCorrelation.js';

/**
 * What a value changes by from one scan to the next, as a share of what two scans of the same symbol taken at random
 * differ by: 0 never changes, 1 is new in every scan. NaN when nothing ever changed.
 */
export function turnover({ values, symbols }: Panel): number {
  const instants = values.length / symbols;
  const ofSymbol = new Float64Array(instants);
  let change = 0;
  let usual = 0;
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    let steps = 0;
    let moved = 0;
    for (let instant = 0; instant < instants; instant += 1) {
      ofSymbol[instant] = values[instant * symbols + symbol]!;
      const step = instant === 0 ? Number.NaN : Math.abs(ofSymbol[instant]! - ofSymbol[instant - 1]!);
      if (Number.isNaN(step)) continue;
      moved += step;
      steps += 1;
    }
    if (steps === 0) continue;
    change += moved;
    usual += steps * meanDifference(sorted(ofSymbol));
  }
  return usual === 0 ? Number.NaN : change / usual;
}

/** Mean absolute difference of two different ones of the sorted values (C. Gini, 1912). */
function meanDifference(ascending: Float64Array): number {
  const { length } = ascending;
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += (2 * i + 1 - length) * ascending[i]!;
  return length < 2 ? 0 : (2 * sum) / (length * (length - 1));
}
