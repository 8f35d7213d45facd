/** Steps per doubling in the table. */
const steps = 32;
const ln2 = 0.693_147_180_559_945_3;
const largestExponent = 60;

const fractions = fractionTable();
const doublings = Array.from({ length: 2 * largestExponent + 1 }, (_, index) => 2 ** (index - largestExponent));

/** 2^(i/32) from square roots, which IEEE 754 rounds the same everywhere. */
function fractionTable(): Float64Array {
  let root = 2;
  for (let halving = 1; halving < steps; halving *= 2) root = Math.sqrt(root);
  const table = new Float64Array(steps);
  let value = 1;
  for (let index = 0; index < steps; index += 1) {
    table[index] = value;
    value *= root;
  }
  return table;
}

/** Rounds to the nearest integer; about three times as fast as `Math.round`, which also minds the sign of zero. */
export const nearest = (x: number): number => Math.floor(x + 0.5);

/**
 * e^x within 1e-11, from additions, multiplications and square roots only: `Math.exp` may differ in the last bit between
 * engines, and a seeded market must not. Beyond ±40 the result is that of ±40.
 */
export function exponential(x: number): number {
  const bounded = x > 40 ? 40 : x < -40 ? -40 : x;
  const step = nearest((bounded * steps) / ln2);
  const rest = bounded - (step * ln2) / steps;
  const series = 1 + rest * (1 + rest * (0.5 + rest * (1 / 6 + rest * (1 / 24))));
  const fraction = fractions[step & (steps - 1)] ?? 1;
  const doubling = doublings[(step >> 5) + largestExponent] ?? 1;
  return series * fraction * doubling;
}
