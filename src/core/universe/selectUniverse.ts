import { BadInputError } from '../../domain/errors.js';
import type { Instrument, Ticker24h } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';

export interface UniverseRules {
  readonly quoteAsset: string;
  readonly minQuoteVolume24h: number;
  /** When not empty, exactly these, as far as they can be traded; volume does not matter then. */
  readonly symbols: readonly string[];
  readonly blacklist: readonly string[];
  /** The most liquid so many; `null` for all. */
  readonly maxSymbols: number | null;
}

/**
 * The symbols to scan, most liquid first (24 h quote volume, then name): perpetuals that trade, in the quote asset, with
 * the turnover, not on the blacklist.
 */
export function selectUniverse(
  instruments: readonly Instrument[],
  tickers: readonly Ticker24h[],
  { quoteAsset, minQuoteVolume24h, symbols, blacklist, maxSymbols }: UniverseRules,
): readonly InstrumentSymbol[] {
  const turnover = new Map(tickers.map(({ symbol, quoteVolume }) => [symbol, quoteVolume]));
  const asked = new Set(symbols);
  const refused = new Set(blacklist);
  return instruments
    .filter(({ status, contractType }) => status === 'TRADING' && contractType === 'PERPETUAL')
    .filter((instrument) => instrument.quoteAsset === quoteAsset && !refused.has(instrument.symbol))
    .map(({ symbol }) => ({ symbol, quoteVolume: turnover.get(symbol) ?? 0 }))
    .filter(({ symbol, quoteVolume }) => (asked.size > 0 ? asked.has(symbol) : quoteVolume >= minQuoteVolume24h))
    .sort((a, b) => b.quoteVolume - a.quoteVolume || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, maxSymbols ?? undefined)
    .map(({ symbol }) => symbol);
}

/** Throws a `BadInputError` for the first symbol that was asked for by name but cannot be scanned, and says why. */
export function refuseUnknownSymbols(instruments: readonly Instrument[], rules: UniverseRules): void {
  const listed = new Map<string, Instrument>(instruments.map((instrument) => [instrument.symbol, instrument]));
  for (const symbol of rules.symbols) {
    const obstacle = obstacleTo(listed.get(symbol), rules);
    if (obstacle === undefined) continue;
    throw new BadInputError(`symbols: ${symbol} ${obstacle}`, {
      place: 'symbols',
      found: symbol,
      expected: 'a symbol that can be scanned',
    });
  }
}

function obstacleTo(instrument: Instrument | undefined, { quoteAsset, blacklist }: UniverseRules): string | undefined {
  if (!instrument) return 'is not listed by the exchange';
  if (instrument.status !== 'TRADING') return `does not trade, its status is ${instrument.status}`;
  if (instrument.contractType !== 'PERPETUAL')
    return `is no perpetual, its contract type is ${instrument.contractType}`;
  if (instrument.quoteAsset !== quoteAsset) return `is quoted in ${instrument.quoteAsset}, not in ${quoteAsset}`;
  return blacklist.includes(instrument.symbol) ? 'is on the blacklist' : undefined;
}
