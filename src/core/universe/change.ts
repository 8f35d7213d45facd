import type { Candidate } from './candidate.js';

/** The change of price in 24 hours as a ratio, 0.1 for a rise of 10 %; `undefined` for what has not traded. */
export function changeOf({ ticker }: Candidate): number | undefined {
  if (!ticker || ticker.openPrice === 0 || ticker.lastPrice === 0) return undefined;
  return ticker.lastPrice / ticker.openPrice - 1;
}
