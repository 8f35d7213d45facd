import { BadInputError } from '../../domain/errors.js';

export function badAccountInput(name: string, found: string, expected: string): BadInputError {
  const place = `account: ${name}`;
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected });
}

/** The number itself. Throws a `BadInputError` unless it is above 0. */
export function positive(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw badAccountInput(name, `${value}`, 'a number above 0');
}

/** The number itself. Throws a `BadInputError` for NaN and infinities. */
export function finite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw badAccountInput(name, `${value}`, 'a number');
}
