/**
 * A decimal number as a count of 10^-8: prices, quantities and money alike. Sums are exact; products and shares are rounded
 * to the eighth decimal, as the venue books them.
 */
export type Amount = bigint;

const decimals = 8;
const scale = 10n ** BigInt(decimals);
const form = /^(-?)(\d{1,15})(?:\.(\d{1,24}))?$/;

/** A decimal as it was written. */
interface ParsedAmount {
  readonly amount: Amount;
  /** Places behind the point, zeros at the end not counted; those beyond the eighth are not in the amount. */
  readonly decimals: number;
}

/** Reads `0.0010`; `undefined` for anything that is no plain decimal. */
export function parseAmount(text: string): ParsedAmount | undefined {
  const [, sign, whole, fraction = ''] = form.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const amount = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return { amount: sign === '-' ? -amount : amount, decimals: fraction.replace(/0+$/, '').length };
}

/** The amount nearest to a number, which must be below 10^15; an amount is itself. */
export function amountOf(value: number | Amount): Amount {
  if (typeof value === 'bigint') return value;
  return parseAmount(value.toFixed(decimals))?.amount ?? 0n;
}

/** Counted units of a decimal format, 8386020 with 2 decimals, as an amount. */
export const amountOfUnits = (units: number, { unitDecimals }: { readonly unitDecimals: number }): Amount =>
  BigInt(units) * 10n ** BigInt(decimals - unitDecimals);

export const amountToNumber = (amount: Amount): number => Number(fixedText(amount));

/** The quotient to the nearest whole number; halves go away from zero. */
function quotient(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [n, d] = [absolute(dividend), absolute(divisor)];
  const nearest = (2n * n + d) / (2n * d);
  return isNegative ? -nearest : nearest;
}

export const absolute = (amount: Amount): Amount => (amount < 0n ? -amount : amount);
export const smaller = (a: Amount, b: Amount): Amount => (a < b ? a : b);
export const times = (a: Amount, b: Amount): Amount => quotient(a * b, scale);
/** The dividend over a divisor that is not 0. */
export const over = (dividend: Amount, divisor: Amount): Amount => quotient(dividend * scale, divisor);
/** What `part` of `whole`, which is not 0, makes of an amount. */
export const portion = (amount: Amount, part: Amount, whole: Amount): Amount => quotient(amount * part, whole);

/** With so many decimals, at most eight: `0.010`. */
export function decimalText(amount: Amount, places: number): string {
  const digits = `${quotient(absolute(amount), 10n ** BigInt(decimals - places))}`.padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return amount < 0n ? `-${text}` : text;
}

/** `4999.83400000`. */
export const fixedText = (amount: Amount): string => decimalText(amount, decimals);

/** As `fixedText`, but `0` for nothing. */
export const fixedOrZeroText = (amount: Amount): string => (amount === 0n ? '0' : fixedText(amount));

/** As many decimals as it takes: `3187.17`, `0`. */
export const plainText = (amount: Amount): string => fixedText(amount).replace(/\.?0+$/, '');

/** As `plainText`, at least one decimal: `83000.0`. */
export const priceText = (price: Amount): string => {
  const text = plainText(price);
  return text.includes('.') ? text : `${text}.0`;
};
