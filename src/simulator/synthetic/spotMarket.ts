import type { InstrumentSymbol } from '../../domain/kline.js';
import { LruCache } from '../lruCache.js';
import type { Market, MinuteBlock } from '../market.js';
import { spotBlock } from './spotBlock.js';
import { spotTwins, type SpotTwin } from './spotListing.js';
import { blockMs } from './symbolBlock.js';
import type { SymbolTraits } from './traits.js';

/** Six-hour blocks kept: the running one of every symbol, and some history; 25 kB each. */
const keptBlocks = 600;
const blocksPerKey = 2 ** 20;

/** The spot market beside a synthetic market of contracts; any minute is computed without its past. */
export function spotMarket(contracts: Market, traits: readonly SymbolTraits[]): Market {
  const twins = spotTwins(traits);
  const bySymbol = new Map<InstrumentSymbol, { readonly twin: SpotTwin; readonly index: number }>(
    twins.map((twin, index) => [twin.instrument.symbol, { twin, index }]),
  );
  const blocks = new LruCache<MinuteBlock>(keptBlocks);
  return {
    title: `spot side of the ${contracts.title}`,
    startMs: contracts.startMs,
    endMs: contracts.endMs,
    instruments: twins.map(({ instrument }) => instrument),
    blockAt({ symbol, onboardTimeMs }, minuteOpenMs): MinuteBlock | undefined {
      const listed = bySymbol.get(symbol);
      if (!listed || minuteOpenMs < onboardTimeMs) return undefined;
      const { twin, index } = listed;
      return blocks.get(index * blocksPerKey + Math.floor(minuteOpenMs / blockMs), (spare) =>
        spotBlock(twin, contracts.blockAt(twin.contract, minuteOpenMs)!, spare),
      );
    },
  };
}
