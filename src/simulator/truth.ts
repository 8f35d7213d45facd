import { BadInputError } from '../domain/errors.js';
import type { Kline, KlineInterval } from '../domain/kline.js';
import type { MarketClock } from './marketClock.js';
import type { MarketView } from './marketView.js';

/**
 * Every closed kline that opens from `fromMs` to `toMs` (both included), oldest first. Throws `BadInputError` for a symbol
 * that is not listed.
 */
export type Truth = (symbol: string, interval: KlineInterval, fromMs: number, toMs: number) => Kline[];

export const truthOf =
  (view: MarketView, clock: MarketClock): Truth =>
  (symbol, interval, fromMs, toMs) => {
    const instrument = view.instrument(symbol);
    if (!instrument) throw notListed(symbol);
    return view.truth({ instrument, interval, fromMs, toMs, nowMs: clock.nowMs() });
  };

function notListed(symbol: string): BadInputError {
  const details = { place: 'symbol', found: symbol, expected: 'a symbol the simulated exchange lists' };
  return new BadInputError(`symbol: found ${symbol}, expected ${details.expected}`, details);
}
