import { BadInputError } from '../../domain/errors.js';
import { isKlineInterval } from '../../domain/kline.js';
import type { FactorInput } from '../../domain/signal.js';
import type { Factor } from './factor.js';

/** A factor as it is written: what is left out has its default. */
export interface FactorDefinition extends Omit<Factor, 'inputs' | 'isMirrorSymmetric'> {
  /** Default: none. */
  readonly inputs?: readonly FactorInput[];
  /** Default: false. */
  readonly isMirrorSymmetric?: boolean;
}

const inputNames: readonly string[] = [
  'benchmark',
  'regime',
  'markPrice',
  'openInterest',
  'spread',
  'spot',
] satisfies readonly FactorInput[];

/**
 * Makes a factor of a definition. Throws a `BadInputError` that says in one sentence what is wrong with it; `place` is
 * where it was found.
 */
export function defineFactor(definition: FactorDefinition, place = 'factor'): Factor {
  // Written in JavaScript, it may be anything.
  const given: Readonly<Record<string, unknown>> = isRecord(definition) ? definition : {};
  const refuse = (what: string, found: unknown, expected: string): never => {
    const details = { place, found: inWords(found), expected };
    throw new BadInputError(`${place}: ${what} must be ${expected}; found ${details.found}`, details);
  };
  const { name, kind, intervals, requiredKlines, inputs = [], optionalInputs = [], weight = 1, formula, score } = given;
  if (!isRecord(definition)) refuse('a factor', definition, 'an object with name, kind, requiredKlines and score');
  if (typeof name !== 'string' || !/^[A-Za-z]\w*$/.test(name))
    refuse('`name`', name, 'text of letters, digits and underscores that begins with a letter');
  if (kind !== 'directional' && kind !== 'modulator') refuse('`kind`', kind, 'directional or modulator');
  if (!isWholeFrom1(requiredKlines)) refuse('`requiredKlines`', requiredKlines, 'a whole number of at least 1');
  if (typeof score !== 'function') refuse('`score`', score, 'a function');
  if (intervals !== undefined && intervals !== 'shortest' && !isListOf(intervals, isKlineInterval))
    refuse('`intervals`', intervals, 'a list of intervals such as 5m and 1h, or shortest');
  if (formula !== undefined && (typeof formula !== 'string' || !/^[^\r\n]*\S[^\r\n]*$/.test(formula)))
    refuse('`formula`', formula, 'text in one line');
  const isInput = (text: string): boolean => inputNames.includes(text);
  if (!isListOf(inputs, isInput)) refuse('`inputs`', inputs, `a list of any of ${inputNames.join(', ')}`);
  if (!isListOf(optionalInputs, isInput))
    refuse('`optionalInputs`', optionalInputs, `a list of any of ${inputNames.join(', ')}`);
  const mostWeight = kind === 'modulator' ? 1 : Number.MAX_VALUE;
  if (typeof weight !== 'number' || !(weight > 0 && weight <= mostWeight))
    refuse('`weight`', weight, kind === 'modulator' ? 'a number above 0, at most 1' : 'a number above 0');
  return Object.freeze({ inputs: [], isMirrorSymmetric: false, ...definition });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWholeFrom1 = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1;

const isListOf = (value: unknown, isOne: (text: string) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && isOne(item));

const longestQuote = 60;

function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}
