import { BadInputError } from '../../domain/errors.js';
import { amountOf, plainText, type Amount } from './amounts.js';

export function badAccountInput(name: string, found: string, expected: string): BadInputError {
  const place = `account: ${name}`;
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected });
}

/** Above what anything on the venue may be. */
const beyond = 1e15;

/** The amount nearest to the value. Throws a `BadInputError` unless it is above 0. */
export function positive(name: string, value: number | Amount): Amount {
  const amount = finite(name, value);
  if (amount > 0n) return amount;
  throw badAccountInput(name, shown(value), 'a number above 0');
}

/** The amount nearest to the value. Throws a `BadInputError` for NaN, infinities and what is as good as that. */
export function finite(name: string, value: number | Amount): Amount {
  if (typeof value === 'bigint' || Math.abs(value) < beyond) return amountOf(value);
  throw badAccountInput(name, `${value}`, 'a number');
}

const shown = (value: number | Amount): string => (typeof value === 'bigint' ? plainText(value) : `${value}`);
