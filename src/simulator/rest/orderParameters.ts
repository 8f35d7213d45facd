import type { Amount } from '../account/amounts.js';
import { parseAmount } from '../account/amounts.js';
import type { OrderSide, PositionSide } from '../account/accountTypes.js';
import * as refusals from '../matching/refusals.js';
import type { VenueError } from './venueError.js';
import { missingParameter } from './venueError.js';

const clientIdForm = /^[.A-Z:/a-z0-9_-]{1,36}$/;

/** The text that was sent. Throws -1102 when none was. */
export function requiredText(query: URLSearchParams, name: string): string {
  const text = query.get(name);
  if (!text) throw missingParameter(name);
  return text;
}

/** The word itself when it is one of those known. Throws -1102 for none, and `refusal` for any other. */
export function requiredWord<T extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly T[],
  refusal: () => VenueError,
): T {
  const text = requiredText(query, name);
  const word = words.find((each) => each === text);
  if (word === undefined) throw refusal();
  return word;
}

/** As `requiredWord`; `fallback` when none was sent. */
export const optionalWord = <T extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly T[],
  fallback: T,
  refusal: () => VenueError = () => missingParameter(name),
): T => (query.get(name) ? requiredWord(query, name, words, refusal) : fallback);

/** `true` or `false`; false when it was not sent. Throws -1102 for anything else. */
export const optionalFlag = (query: URLSearchParams, name: string): boolean =>
  optionalWord(query, name, ['true', 'false'], 'false') === 'true';

/** Throws -1102 for what is no number, and -1111 for one with more decimals than there may be. */
export function requiredDecimal(query: URLSearchParams, name: string, maxDecimals: number): Amount {
  const parsed = parseAmount(requiredText(query, name));
  if (!parsed) throw missingParameter(name);
  if (parsed.decimals > maxDecimals) throw refusals.precisionOver();
  return parsed.amount;
}

/** As `requiredDecimal`; 0 when it was not sent. */
export const optionalDecimal = (query: URLSearchParams, name: string, maxDecimals: number): Amount =>
  query.get(name) ? requiredDecimal(query, name, maxDecimals) : 0n;

/** Throws -1106 when any of them was sent. */
export function refuseParameters(query: URLSearchParams, ...names: readonly string[]): void {
  for (const name of names) if (query.has(name)) throw refusals.notRequired(name);
}

export const sideOf = (query: URLSearchParams): OrderSide =>
  requiredWord(query, 'side', ['BUY', 'SELL'], refusals.invalidSide);

export const positionSideOf = (query: URLSearchParams): PositionSide =>
  optionalWord(query, 'positionSide', ['BOTH', 'LONG', 'SHORT'], 'BOTH', refusals.badPositionSide);

/** A client's id for an order, if it gave one. Throws -4015 for one that cannot be. */
export function clientIdOf(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name) ?? undefined;
  if (text !== undefined && !clientIdForm.test(text)) throw refusals.badClientId();
  return text;
}
