const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * The number that a plain decimal text (`83896.40`) stands for, the same as `Number(text)` gives at a quarter of its
 * cost; NaN for every other text, and for digits too many to be sure.
 *
 * Digits below 2^53 and powers of ten up to 10^22 are exact as doubles, and the division of two exact doubles is
 * rounded once, as `Number` rounds.
 */
export function plainDecimal(text: string): number {
  const { length } = text;
  let digits = 0;
  let dotAt = -1;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= zero && code <= nine) digits = digits * 10 + (code - zero);
    else if (code === dot && dotAt < 0) dotAt = i;
    else return Number.NaN;
  }
  const hasDot = dotAt >= 0;
  const decimals = hasDot ? length - 1 - dotAt : 0;
  const isPlain = length > 0 && dotAt !== 0 && (!hasDot || decimals > 0);
  if (!isPlain || digits > Number.MAX_SAFE_INTEGER || decimals >= powersOfTen.length) return Number.NaN;
  return digits / powersOfTen[decimals]!;
}
