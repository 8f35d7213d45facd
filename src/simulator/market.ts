import type { InstrumentSymbol } from '../domain/kline.js';
import type { DecimalFormat } from './decimal.js';

export const minuteMs = 60_000;
export const dayMs = 1_440 * minuteMs;

/** The minute that holds the instant `atMs`. */
export const minuteAt = (atMs: number): number => atMs - (atMs % minuteMs);

/** What the simulated exchange lists. */
export interface MarketInstrument {
  readonly symbol: InstrumentSymbol;
  readonly pair: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** The venue's word: `TRADING`, `PENDING_TRADING`, `SETTLING`, … */
  readonly status: string;
  readonly contractType: string;
  readonly underlyingType: string;
  /** Open time of the first minute there is; aligned to the minute. */
  readonly onboardTimeMs: number;
  readonly deliveryTimeMs: number;
  readonly price: DecimalFormat;
  readonly baseVolume: DecimalFormat;
  readonly quoteVolume: DecimalFormat;
  /** As exchangeInfo prints them; `0` while the venue has not set them. */
  readonly tickSize: string;
  readonly stepSize: string;
}

/**
 * Consecutive minutes of one symbol, one column per field, in units of the instrument's decimal formats. A minute
 * without trades is a flat row: no volume, no trades, all four prices at the previous close.
 */
export interface MinuteBlock {
  readonly firstOpenTimeMs: number;
  readonly count: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly baseVolume: Float64Array;
  readonly quoteVolume: Float64Array;
  readonly takerBuyBaseVolume: Float64Array;
  readonly takerBuyQuoteVolume: Float64Array;
  readonly tradeCount: Uint32Array;
}

/** A market that can be read at any minute. Time within the minute is `formingMinute.ts`, larger intervals `marketView.ts`. */
export interface Market {
  /** For people: what is being played. */
  readonly title: string;
  /** Where play begins; everything before is history. */
  readonly startMs: number;
  /** Close of the last minute plus one millisecond; Infinity when the market never ends. */
  readonly endMs: number;
  readonly instruments: readonly MarketInstrument[];
  /**
   * The stretch of minutes that holds the one opening at `minuteMs`. `undefined` before the instrument's listing, after the
   * market's end, and for instruments that have no klines yet. Read it at once: its memory may be reused for a later block.
   */
  readonly blockAt: (instrument: MarketInstrument, minuteMs: number) => MinuteBlock | undefined;
  /** The spot market of the same coins, where it is known. */
  readonly spot?: Market;
}

/** A market beside another that lists nothing. */
export const emptyMarket = ({ startMs, endMs }: Pick<Market, 'startMs' | 'endMs'>): Market => ({
  title: 'a market without symbols',
  startMs,
  endMs,
  instruments: [],
  blockAt: () => undefined,
});

/** A block of `count` minutes, all zero; one piece of memory for all columns. */
export function emptyMinuteBlock(firstOpenTimeMs: number, count: number): MinuteBlock {
  const columnBytes = count * Float64Array.BYTES_PER_ELEMENT;
  const memory = new ArrayBuffer(8 * columnBytes + count * Uint32Array.BYTES_PER_ELEMENT);
  const column = (index: number): Float64Array => new Float64Array(memory, index * columnBytes, count);
  return {
    firstOpenTimeMs,
    count,
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    baseVolume: column(4),
    quoteVolume: column(5),
    takerBuyBaseVolume: column(6),
    takerBuyQuoteVolume: column(7),
    tradeCount: new Uint32Array(memory, 8 * columnBytes, count),
  };
}

/** The block without the minutes before `fromMs`; shares memory with it. */
export function minutesFrom(block: MinuteBlock, fromMs: number): MinuteBlock {
  const skip = Math.min(block.count, Math.max(0, (fromMs - block.firstOpenTimeMs) / minuteMs));
  if (skip === 0) return block;
  return {
    firstOpenTimeMs: block.firstOpenTimeMs + skip * minuteMs,
    count: block.count - skip,
    open: block.open.subarray(skip),
    high: block.high.subarray(skip),
    low: block.low.subarray(skip),
    close: block.close.subarray(skip),
    baseVolume: block.baseVolume.subarray(skip),
    quoteVolume: block.quoteVolume.subarray(skip),
    takerBuyBaseVolume: block.takerBuyBaseVolume.subarray(skip),
    takerBuyQuoteVolume: block.takerBuyQuoteVolume.subarray(skip),
    tradeCount: block.tradeCount.subarray(skip),
  };
}

/** The same memory as a block of other minutes. Spelled out, as all blocks must have one shape to be read fast. */
export const movedBlock = (block: MinuteBlock, firstOpenTimeMs: number): MinuteBlock => ({
  firstOpenTimeMs,
  count: block.count,
  open: block.open,
  high: block.high,
  low: block.low,
  close: block.close,
  baseVolume: block.baseVolume,
  quoteVolume: block.quoteVolume,
  takerBuyBaseVolume: block.takerBuyBaseVolume,
  takerBuyQuoteVolume: block.takerBuyQuoteVolume,
  tradeCount: block.tradeCount,
});
