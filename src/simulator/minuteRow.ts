import type { MinuteBlock } from './market.js';

/** One minute, or what has happened of it so far, in units. Written to, never kept: callers reuse one object. */
export interface MinuteRow {
  open: number;
  high: number;
  low: number;
  close: number;
  baseVolume: number;
  quoteVolume: number;
  takerBuyBaseVolume: number;
  takerBuyQuoteVolume: number;
  tradeCount: number;
  /** Some recordings carry no trade counts, so this is not `tradeCount > 0`. */
  hasTrades: boolean;
}

export const emptyMinuteRow = (): MinuteRow => ({
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  baseVolume: 0,
  quoteVolume: 0,
  takerBuyBaseVolume: 0,
  takerBuyQuoteVolume: 0,
  tradeCount: 0,
  hasTrades: false,
});

/** Copies minute `index` of the block into `into`. Throws a `RangeError` outside the block. */
export function readMinute(block: MinuteBlock, index: number, into: MinuteRow): MinuteRow {
  if (index < 0 || index >= block.count) throw new RangeError(`minute ${index} is outside a block of ${block.count}`);
  into.open = block.open[index] ?? 0;
  into.high = block.high[index] ?? 0;
  into.low = block.low[index] ?? 0;
  into.close = block.close[index] ?? 0;
  into.baseVolume = block.baseVolume[index] ?? 0;
  into.quoteVolume = block.quoteVolume[index] ?? 0;
  into.takerBuyBaseVolume = block.takerBuyBaseVolume[index] ?? 0;
  into.takerBuyQuoteVolume = block.takerBuyQuoteVolume[index] ?? 0;
  into.tradeCount = block.tradeCount[index] ?? 0;
  into.hasTrades = into.baseVolume > 0 || into.quoteVolume > 0 || into.tradeCount > 0 || into.high !== into.low;
  return into;
}
