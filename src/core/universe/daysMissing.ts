import { countInWords } from './inWords.js';

/** The reason against a symbol of which too few daily klines are known. */
export const daysMissing = (found: number, expected: number): string =>
  `it has ${countInWords(found, 'daily kline')}, ${expected} are needed`;
