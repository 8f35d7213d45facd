import type { InstrumentSymbol } from '../domain/kline.js';
import { emptyMinuteBlock, minuteMs, type Market, type MarketInstrument, type MinuteBlock } from './market.js';

/** Share of the minute's volume that the missed trade adds. */
const missedShare = 0.01;
const columns = [
  'open',
  'high',
  'low',
  'close',
  'baseVolume',
  'quoteVolume',
  'takerBuyBaseVolume',
  'takerBuyQuoteVolume',
  'tradeCount',
] as const;

/**
 * A market in which single minutes turn out to have been told wrongly. As everything that leaves the simulator is made of
 * minutes, a correction reaches REST, streams and truth alike. Holds a copy of each block that has one.
 */
export class CorrectableMarket implements Market {
  readonly title: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly instruments: readonly MarketInstrument[];
  readonly #market: Market;
  readonly #corrected = new Map<InstrumentSymbol, Map<number, MinuteBlock>>();

  constructor(market: Market) {
    this.#market = market;
    this.title = market.title;
    this.startMs = market.startMs;
    this.endMs = market.endMs;
    this.instruments = market.instruments;
  }

  blockAt(instrument: MarketInstrument, minuteOpenMs: number): MinuteBlock | undefined {
    const block = this.#market.blockAt(instrument, minuteOpenMs);
    if (this.#corrected.size === 0 || !block) return block;
    return this.#corrected.get(instrument.symbol)?.get(block.firstOpenTimeMs) ?? block;
  }

  /**
   * Adds a trade that was missed, one tick above the minute's high: open, low and close stay, high, volumes and count do
   * not. False when the market has no such minute.
   */
  addMissedTrade(instrument: MarketInstrument, minuteOpenMs: number): boolean {
    const found = this.blockAt(instrument, minuteOpenMs);
    if (!found) return false;
    const block = this.#owned(instrument.symbol, found);
    const index = (minuteOpenMs - block.firstOpenTimeMs) / minuteMs;
    const priceUnits = (block.high[index] ?? 0) + 1;
    const baseUnits = Math.max(1, Math.round((block.baseVolume[index] ?? 0) * missedShare));
    const quoteUnits = Math.max(1, Math.round(baseUnits * priceUnits * quoteUnitsPerProduct(instrument)));
    block.high[index] = priceUnits;
    for (const [column, units] of [
      [block.baseVolume, baseUnits],
      [block.takerBuyBaseVolume, baseUnits],
      [block.quoteVolume, quoteUnits],
      [block.takerBuyQuoteVolume, quoteUnits],
      [block.tradeCount, 1],
    ] as const)
      column[index] = (column[index] ?? 0) + units;
    return true;
  }

  /** The block's copy, which is ours to change. */
  #owned(symbol: InstrumentSymbol, block: MinuteBlock): MinuteBlock {
    let blocks = this.#corrected.get(symbol);
    if (!blocks) this.#corrected.set(symbol, (blocks = new Map<number, MinuteBlock>()));
    let owned = blocks.get(block.firstOpenTimeMs);
    if (!owned) {
      owned = emptyMinuteBlock(block.firstOpenTimeMs, block.count);
      for (const column of columns) owned[column].set(block[column]);
      blocks.set(block.firstOpenTimeMs, owned);
    }
    return owned;
  }
}

/** Price units × base units are that many quote units. */
const quoteUnitsPerProduct = ({ price, baseVolume, quoteVolume }: MarketInstrument): number =>
  10 ** (quoteVolume.unitDecimals - price.unitDecimals - baseVolume.unitDecimals);
