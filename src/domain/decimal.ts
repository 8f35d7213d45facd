/** `down` is toward zero, `up` away from it, `nearest` takes halves away from it. */
export type Rounding = 'down' | 'up' | 'nearest';

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;
/** More than any venue prints, and enough to keep text of an attacker from filling the memory. */
const mostPlaces = 400;

/**
 * An exact decimal number: `units` / 10^`places`. Always in its shortest form (no zeros at the end of `places`), so that
 * equal numbers have equal fields. Immutable. Prices, quantities and money are made of these; nothing is ever rounded
 * but by `roundTo` and `dividedBy`, which say how.
 */
export class Decimal {
  static readonly zero = new Decimal(0n, 0);
  static readonly one = new Decimal(1n, 0);

  readonly units: bigint;
  readonly places: number;

  private constructor(units: bigint, places: number) {
    this.units = units;
    this.places = places;
  }

  /**
   * Reads `83860.20`, `-1`, `1e-7`, or a number by its shortest text. Throws a `RangeError` for anything else: NaN,
   * infinity, blanks, empty text.
   */
  static of(value: string | number): Decimal {
    const found = pattern.exec(typeof value === 'number' ? String(value) : value);
    if (!found) throw new RangeError(`"${value}" is not a decimal number`);
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
    const places = fraction.length - Number(exponent);
    if (Math.abs(places) > mostPlaces) throw new RangeError(`"${value}" has more than ${mostPlaces} places`);
    const digits = BigInt(`${whole}${fraction}`);
    const units = sign === '-' ? -digits : digits;
    return places < 0 ? new Decimal(units * powerOfTen(-places), 0) : Decimal.#shortest(units, places);
  }

  static #shortest(units: bigint, places: number): Decimal {
    if (units === 0n) return Decimal.zero;
    let [shortUnits, shortPlaces] = [units, places];
    while (shortPlaces > 0 && shortUnits % 10n === 0n) {
      shortUnits /= 10n;
      shortPlaces -= 1;
    }
    return new Decimal(shortUnits, shortPlaces);
  }

  /** -1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    if (this.units === 0n) return 0;
    return this.units < 0n ? -1 : 1;
  }

  get isZero(): boolean {
    return this.units === 0n;
  }

  plus(other: Decimal): Decimal {
    const places = Math.max(this.places, other.places);
    return Decimal.#shortest(this.#at(places) + other.#at(places), places);
  }

  minus(other: Decimal): Decimal {
    return this.plus(other.negated());
  }

  times(other: Decimal): Decimal {
    return Decimal.#shortest(this.units * other.units, this.places + other.places);
  }

  /** The quotient, rounded to so many places. Throws a `RangeError` when `divisor` is 0. */
  dividedBy(divisor: Decimal, places: number, rounding: Rounding): Decimal {
    if (divisor.isZero) throw new RangeError(`cannot divide ${this.toString()} by 0`);
    // this / divisor = (units × 10^(divisor.places + places)) / (divisor.units × 10^this.places), in units of 10^-places.
    const numerator = this.units * powerOfTen(divisor.places + places);
    const denominator = divisor.units * powerOfTen(this.places);
    return Decimal.#shortest(roundedQuotient(numerator, denominator, rounding), places);
  }

  /** The multiple of `step` that rounding leads to. Throws a `RangeError` unless `step` is above 0. */
  roundTo(step: Decimal, rounding: Rounding): Decimal {
    if (step.sign <= 0) throw new RangeError(`step must be above 0, was ${step.toString()}`);
    return step.times(this.dividedBy(step, 0, rounding));
  }

  isMultipleOf(step: Decimal): boolean {
    return this.roundTo(step, 'down').equals(this);
  }

  negated(): Decimal {
    return this.units === 0n ? this : new Decimal(-this.units, this.places);
  }

  abs(): Decimal {
    return this.units < 0n ? this.negated() : this;
  }

  /** Below 0 when this is less than `other`, above 0 when it is more; for `sort`. */
  compare(other: Decimal): -1 | 0 | 1 {
    return this.minus(other).sign;
  }

  equals(other: Decimal): boolean {
    return this.units === other.units && this.places === other.places;
  }

  isBelow(other: Decimal): boolean {
    return this.compare(other) < 0;
  }

  isAbove(other: Decimal): boolean {
    return this.compare(other) > 0;
  }

  /** Never with an exponent; with at least `minPlaces` digits behind the point. */
  toString(minPlaces = 0): string {
    const digits = this.abs()
      .units.toString()
      .padStart(this.places + 1, '0');
    const whole = digits.slice(0, digits.length - this.places);
    const fraction = digits.slice(digits.length - this.places).padEnd(minPlaces, '0');
    return `${this.units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  }

  /** Its text: `Decimal.of` reads it back. */
  toJSON(): string {
    return this.toString();
  }

  /** The nearest number, for display and statistics. */
  toNumber(): number {
    return Number(this.toString());
  }

  #at(places: number): bigint {
    return this.units * powerOfTen(places - this.places);
  }
}

export const minDecimal = (first: Decimal, ...others: readonly Decimal[]): Decimal =>
  others.reduce((least, other) => (other.isBelow(least) ? other : least), first);

export const maxDecimal = (first: Decimal, ...others: readonly Decimal[]): Decimal =>
  others.reduce((most, other) => (other.isAbove(most) ? other : most), first);

export const sumDecimals = (values: readonly Decimal[]): Decimal =>
  values.reduce((sum, value) => sum.plus(value), Decimal.zero);

function roundedQuotient(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const isNegative = numerator < 0n !== denominator < 0n;
  const [over, under] = [absolute(numerator), absolute(denominator)];
  const whole = over / under;
  const rest = over % under;
  const isUp = rounding === 'up' ? rest > 0n : rounding === 'nearest' && rest * 2n >= under;
  const rounded = isUp ? whole + 1n : whole;
  return isNegative ? -rounded : rounded;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);
