/** What a parameter may be, and is when it is not given. */
export interface ParameterRule<T> {
  readonly fallback: T;
  /** For people: `an HTTP status from 400 to 599`. */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** Node's timers hold no more. */
const longestMs = 2 ** 31 - 1;

export const integer = (
  fallback: number,
  from: number,
  to: number,
  what = 'a whole number',
): ParameterRule<number> => ({
  fallback,
  expected: `${what} from ${from} to ${to}`,
  accepts: (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
});

/** Milliseconds, 0 included. */
export const duration = (fallbackMs: number, mostMs = longestMs): ParameterRule<number> =>
  integer(fallbackMs, 0, mostMs, 'milliseconds');

export const oneOf = <T extends string | number>(fallback: T, ...others: readonly T[]): ParameterRule<T> => ({
  fallback,
  expected: `one of ${[fallback, ...others].join(', ')}`,
  accepts: (value) => [fallback, ...others].some((each) => each === value),
});

export const flag = (fallback: boolean): ParameterRule<boolean> => ({
  fallback,
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
});

export const text = (fallback: string, expected = 'a text'): ParameterRule<string> => ({
  fallback,
  expected,
  accepts: (value) => typeof value === 'string' && value !== '',
});
