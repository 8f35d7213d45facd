/** Throws a `RangeError` unless `period` is a whole number of klines, at least `minimum`. `name` is what the caller calls it. */
export function checkPeriod(name: string, period: number, minimum = 1): void {
  if (!Number.isInteger(period) || period < minimum)
    throw new RangeError(`${name} is a whole number of klines, at least ${minimum}, was ${period}`);
}

/** Throws a `RangeError` unless `multiplier` is finite and not negative. */
export function checkMultiplier(multiplier: number): void {
  if (!Number.isFinite(multiplier) || multiplier < 0)
    throw new RangeError(`multiplier is a finite number, at least 0, was ${multiplier}`);
}

/** Throws a `RangeError` unless `b` is as long as `a`: inputs of one indicator are columns of the same klines. */
export function checkSameLength(a: Float64Array, b: Float64Array): void {
  if (a.length !== b.length)
    throw new RangeError(`inputs and outputs are of one length, were ${a.length} and ${b.length}`);
}

/**
 * Throws a `RangeError` unless `out` is as long as each input and shares memory with none: outputs are written ahead of
 * what is read.
 */
export function checkOutput(out: Float64Array, a: Float64Array, b = a, c = a, d = a): void {
  checkSameLength(out, a);
  checkSameLength(out, b);
  checkSameLength(out, c);
  checkSameLength(out, d);
  if (overlap(out, a) || overlap(out, b) || overlap(out, c) || overlap(out, d))
    throw new RangeError('an output shares no memory with an input');
}

const overlap = (a: Float64Array, b: Float64Array): boolean =>
  a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
