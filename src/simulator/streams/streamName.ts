import { isKlineInterval, type KlineInterval } from '../../domain/kline.js';
import type { MarketInstrument } from '../market.js';

/** The venue spreads its streams over three routes; a stream asked for on the wrong one never speaks. */
export type StreamRoute = 'market' | 'public' | 'private';

/** A stream the simulator can deliver. */
export type Stream =
  | { readonly kind: 'kline'; readonly instrument: MarketInstrument; readonly interval: KlineInterval }
  | { readonly kind: 'miniTicker'; readonly instrument: MarketInstrument }
  | { readonly kind: 'allMiniTickers' }
  | { readonly kind: 'markPrice'; readonly instrument: MarketInstrument; readonly everyMs: number }
  | { readonly kind: 'allMarkPrices'; readonly everyMs: number }
  | { readonly kind: 'aggTrade'; readonly instrument: MarketInstrument }
  | { readonly kind: 'bookTicker'; readonly instrument: MarketInstrument }
  /** An account's events; its name is the listenKey, whether anybody has been given that key or not. */
  | { readonly kind: 'userData' };

export function routeOf({ kind }: Stream): StreamRoute {
  if (kind === 'userData') return 'private';
  return kind === 'bookTicker' ? 'public' : 'market';
}

const markPriceEveryMs = 3_000;
const listenKeyForm = /^[A-Za-z0-9]{64}$/;

/** Reads stream names. Symbols are lowercase in them; what is not known is `undefined`, as the venue stays silent on it. */
export function streamNameParser(instruments: readonly MarketInstrument[]): (name: string) => Stream | undefined {
  const byLowercase = new Map(instruments.map((instrument) => [instrument.symbol.toLowerCase(), instrument]));
  return (name) => {
    if (name === '!miniTicker@arr') return { kind: 'allMiniTickers' };
    if (name === '!markPrice@arr') return { kind: 'allMarkPrices', everyMs: markPriceEveryMs };
    if (name === '!markPrice@arr@1s') return { kind: 'allMarkPrices', everyMs: 1_000 };
    if (listenKeyForm.test(name)) return { kind: 'userData' };
    const [symbol = '', type = '', speed, ...rest] = name.split('@');
    const instrument = byLowercase.get(symbol);
    if (!instrument || rest.length > 0) return undefined;
    return symbolStream(instrument, type, speed);
  };
}

function symbolStream(instrument: MarketInstrument, type: string, speed: string | undefined): Stream | undefined {
  if (type === 'markPrice' && (speed === undefined || speed === '1s')) {
    return { kind: 'markPrice', instrument, everyMs: speed === '1s' ? 1_000 : markPriceEveryMs };
  }
  if (speed !== undefined) return undefined;
  if (type === 'miniTicker' || type === 'aggTrade' || type === 'bookTicker') return { kind: type, instrument };
  const interval = type.startsWith('kline_') ? type.slice('kline_'.length) : '';
  return isKlineInterval(interval) ? { kind: 'kline', instrument, interval } : undefined;
}
