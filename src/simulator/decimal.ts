/**
 * A decimal number kept as an integer count of units, so that sums are exact and every way of computing a number gives
 * the same string. `unitDecimals` is the place of the unit, `shownDecimals` how many places the venue prints.
 */
export interface DecimalFormat {
  readonly unitDecimals: number;
  /** At least `unitDecimals`: the rest is printed as zeros. */
  readonly shownDecimals: number;
}

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** 10 to the power of `decimals`, 0 to 22: exactly representable. */
export function powerOfTen(decimals: number): number {
  const power = powersOfTen[decimals];
  if (power === undefined) throw new RangeError(`decimals must be an integer from 0 to 22, was ${decimals}`);
  return power;
}

/** Prints non-negative units: 8386020 with 2 unit and 4 shown decimals is `83860.2000`. */
export function formatUnits(units: number, { unitDecimals, shownDecimals }: DecimalFormat): string {
  if (unitDecimals === 0) return shownDecimals === 0 ? `${units}` : `${units}.${'0'.repeat(shownDecimals)}`;
  const scale = powerOfTen(unitDecimals);
  const whole = Math.floor(units / scale);
  const fraction = `${units - whole * scale + scale}`.slice(1);
  return shownDecimals === unitDecimals
    ? `${whole}.${fraction}`
    : `${whole}.${fraction}${'0'.repeat(shownDecimals - unitDecimals)}`;
}

/** The number nearest to the decimal: the same as parsing what `formatUnits` prints. */
export const unitsToNumber = (units: number, { unitDecimals }: DecimalFormat): number =>
  units / powerOfTen(unitDecimals);
