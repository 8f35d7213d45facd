import { bookTickerJson } from '../bookTickerText.js';
import { formatUnits } from '../decimal.js';
import type { MarketInstrument } from '../market.js';
import { markPriceOf } from '../markPrice.js';
import { ticker24hJson } from '../tickerText.js';
import { optionalInstrument } from './parameters.js';
import { weightBySymbol, type RestContext, type Route } from './route.js';
import { invalidSymbol } from './venueError.js';

/** JSON of one symbol; `undefined` when it has no price. */
type Describe = (instrument: MarketInstrument, context: RestContext) => string | undefined;

/** An endpoint that answers with one object when a symbol is given, with an array of all of them when not. */
const perSymbol = (weights: readonly [number, number], describe: Describe): Route => ({
  weight: weightBySymbol(...weights),
  handle: (query, context) => {
    const instrument = optionalInstrument(query, context.view);
    if (!instrument) return `[${all(describe, context).join(',')}]`;
    const described = describe(instrument, context);
    if (described === undefined) throw invalidSymbol();
    return described;
  },
});

const all = (describe: Describe, context: RestContext): string[] =>
  context.view.market.instruments.flatMap((instrument) => describe(instrument, context) ?? []);

/** `GET /fapi/v1/ticker/24hr`. */
export const ticker24hRoute = perSymbol([1, 40], (instrument, { days, nowMs }) => {
  const ticker = days.at(instrument, nowMs);
  return ticker && ticker24hJson(instrument, ticker);
});

/** `GET /fapi/v1/ticker/bookTicker`. */
export const bookTickerRoute = perSymbol([2, 5], (instrument, { days, nowMs }) => {
  const ticker = days.at(instrument, nowMs);
  return ticker && bookTickerJson(instrument, ticker);
});

/** `GET /fapi/v1/ticker/price` and its successor `/fapi/v2/ticker/price`. */
export const tickerPriceRoute = perSymbol([1, 2], (instrument, { view, nowMs }) => {
  const last = view.lastPriceUnits(instrument, nowMs);
  if (last === undefined) return undefined;
  return JSON.stringify({ symbol: instrument.symbol, price: formatUnits(last, instrument.price), time: nowMs });
});

/** `GET /fapi/v1/premiumIndex`. */
export const premiumIndexRoute = perSymbol([1, 10], (instrument, { view, nowMs }) => {
  const last = view.lastPriceUnits(instrument, nowMs);
  if (last === undefined) return undefined;
  const mark = markPriceOf(instrument, last, nowMs);
  return JSON.stringify({
    symbol: instrument.symbol,
    markPrice: mark.mark,
    indexPrice: mark.index,
    estimatedSettlePrice: mark.settle,
    lastFundingRate: mark.fundingRate,
    interestRate: '0.00010000',
    nextFundingTime: mark.nextFundingTimeMs,
    time: nowMs,
  });
});
