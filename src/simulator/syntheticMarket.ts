import type { InstrumentSymbol } from '../domain/kline.js';
import { LruCache } from './lruCache.js';
import { minutesFrom, type Market, type MarketInstrument, type MinuteBlock } from './market.js';
import { hash32 } from './synthetic/random.js';
import { blockReturns, emptyBlockReturns, type ReturnSource } from './synthetic/returns.js';
import { spotMarket } from './synthetic/spotMarket.js';
import { blockMs, symbolBlock, type MarketBlock } from './synthetic/symbolBlock.js';
import type { SymbolTraits } from './synthetic/traits.js';
import { marketAnnualVolatility, perMinute, syntheticUniverse } from './synthetic/universe.js';

export const defaultSyntheticStartMs = Date.UTC(2026, 1, 1);

export interface SyntheticMarketOptions {
  /** Any integer; the same seed and start give the same market to the byte. */
  readonly seed: number;
  /** Where play begins; history reaches back to each symbol's listing. */
  readonly startMs?: number;
  /** Only so many symbols are listed, the most traded; they are as they are among all. */
  readonly maxSymbols?: number;
}

/** Six-hour blocks kept: the running one of every symbol, and some history; 25 kB each. */
const keptSymbolBlocks = 900;
const keptMarketBlocks = 256;
const marketSalt = 1;
const blocksPerKey = 2 ** 20;

/**
 * An endless made-up market of about 700 symbols: correlated, with clustered volatility, turnover that follows it, trends
 * of hours, jumps, quiet, dead, young and not yet listed symbols. Any minute is computed without its past. About two
 * thirds of the coins have a spot market, too.
 */
export function syntheticMarket({
  seed,
  startMs = defaultSyntheticStartMs,
  maxSymbols,
}: SyntheticMarketOptions): Market {
  const traits = syntheticUniverse(seed, startMs).slice(0, maxSymbols);
  const bySymbol = new Map<InstrumentSymbol, { readonly traits: SymbolTraits; readonly index: number }>(
    traits.map((each, index) => [each.instrument.symbol, { traits: each, index }]),
  );
  const source: ReturnSource = {
    key: hash32(seed, marketSalt),
    minuteDeviation: perMinute(marketAnnualVolatility),
    jumpsPerDay: 0.3,
  };
  const marketBlocks = new LruCache<MarketBlock>(keptMarketBlocks);
  const symbolBlocks = new LruCache<MinuteBlock>(keptSymbolBlocks);
  const marketBlock = (block: number): MarketBlock =>
    marketBlocks.get(block, (spare) => ({
      source,
      returns: blockReturns(source, block, spare?.returns ?? emptyBlockReturns()),
    }));

  const contracts: Market = {
    title: `synthetic market, seed ${seed}`,
    startMs,
    endMs: Number.POSITIVE_INFINITY,
    instruments: traits.map(({ instrument }) => instrument),
    blockAt(instrument: MarketInstrument, minuteOpenMs: number): MinuteBlock | undefined {
      const listed = bySymbol.get(instrument.symbol);
      if (!listed?.traits.hasMinutes || minuteOpenMs < instrument.onboardTimeMs) return undefined;
      const block = Math.floor(minuteOpenMs / blockMs);
      const minutes = symbolBlocks.get(listed.index * blocksPerKey + block, (spare) =>
        symbolBlock(listed.traits, marketBlock(block), block, spare),
      );
      return minutesFrom(minutes, instrument.onboardTimeMs);
    },
  };
  return { ...contracts, spot: spotMarket(contracts, traits) };
}
