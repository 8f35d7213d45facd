const significantDigits = 6;

/** A term of a formula: six digits, whatever its size. */
export function termText(value: number): string {
  if (Number.isNaN(value)) return 'none';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  return String(Number(value.toPrecision(significantDigits)));
}

/** A score in hundredths of points, with its sign. */
export const points = (score: number): string => `${score >= 0 ? '+' : ''}${score.toFixed(2)}`;

/** What a score is multiplied with. */
export const times = (multiplier: number): string => `×${multiplier.toFixed(4)}`;
