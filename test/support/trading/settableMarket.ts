import { instrumentSymbol } from '../../../src/domain/kline.js';
import { emptyMinuteBlock, minuteMs, type Market, type MarketInstrument } from '../../../src/simulator/market.js';
import { tinyInstrument, tinyStartMs } from '../../unit/simulator/support/tinyMarket.js';

/** Symbols that trade evenly, each at the price that was set last. */
export interface SettableMarket extends Market {
  /** By default of the first symbol. */
  readonly setPrice: (price: number, symbol?: string) => void;
}

export interface SettableMarketOptions {
  readonly symbols?: readonly string[];
  /** Traded in a minute, of each. What the book holds at its best price is a seventieth of it. */
  readonly minuteBaseQty?: number;
  readonly stepSize?: string;
}

const historyMinutes = 1_440;
const minuteCount = 2 * historyMinutes;
const tradesPerMinute = 6_000;
const unitsPerBase = 1_000;

/** A day of history and a day to play, at 100, in ticks of 0.01. */
export function settableMarket({
  symbols = ['AAAUSDT'],
  minuteBaseQty = 6_000_000,
  stepSize = '0.001',
}: SettableMarketOptions = {}): SettableMarket {
  const startMs = tinyStartMs;
  const firstOpenTimeMs = startMs - historyMinutes * minuteMs;
  const endMs = startMs + historyMinutes * minuteMs;
  const blocks = new Map(symbols.map((symbol) => [symbol, emptyMinuteBlock(firstOpenTimeMs, minuteCount)]));
  const setPrice = (price: number, symbol = symbols[0]!): void => {
    const block = blocks.get(symbol)!;
    const units = Math.round(price * 100);
    for (const column of [block.open, block.high, block.low, block.close]) column.fill(units);
    block.quoteVolume.fill(minuteBaseQty * units);
    block.takerBuyQuoteVolume.fill((minuteBaseQty * units) / 2);
  };
  for (const [symbol, block] of blocks) {
    block.baseVolume.fill(minuteBaseQty * unitsPerBase);
    block.takerBuyBaseVolume.fill((minuteBaseQty * unitsPerBase) / 2);
    block.tradeCount.fill(tradesPerMinute);
    setPrice(100, symbol);
  }
  return {
    title: 'settable',
    startMs,
    endMs,
    instruments: symbols.map((symbol): MarketInstrument =>
      tinyInstrument(symbol, {
        symbol: instrumentSymbol(symbol),
        onboardTimeMs: firstOpenTimeMs,
        baseVolume: { unitDecimals: 3, shownDecimals: 3 },
        stepSize,
      }),
    ),
    blockAt: ({ symbol }, atMs) => (atMs >= firstOpenTimeMs && atMs < endMs ? blocks.get(symbol) : undefined),
    setPrice,
  };
}
