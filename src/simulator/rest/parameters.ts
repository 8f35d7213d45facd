import { isKlineInterval, type KlineInterval } from '../../domain/kline.js';
import type { MarketInstrument } from '../market.js';
import type { MarketView } from '../marketView.js';
import { illegalCharacters, invalidInterval, invalidSymbol, missingParameter } from './venueError.js';

/** The listed instrument the request names; throws -1102 or -1121. */
export function requiredInstrument(query: URLSearchParams, view: MarketView): MarketInstrument {
  const symbol = query.get('symbol');
  if (!symbol) throw missingParameter('symbol');
  const instrument = view.instrument(symbol);
  if (!instrument) throw invalidSymbol();
  return instrument;
}

/** As `requiredInstrument`, but `undefined` when no symbol was sent. */
export const optionalInstrument = (query: URLSearchParams, view: MarketView): MarketInstrument | undefined =>
  query.has('symbol') ? requiredInstrument(query, view) : undefined;

/** Throws -1102 or -1120. */
export function requiredInterval(query: URLSearchParams): KlineInterval {
  const interval = query.get('interval');
  if (!interval) throw missingParameter('interval');
  if (!isKlineInterval(interval)) throw invalidInterval();
  return interval;
}

/** A non-negative integer, `undefined` when it was not sent; throws -1100. */
export function optionalInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,20}$/.test(text)) throw illegalCharacters(name);
  return Number(text);
}
