import { instrumentSymbol } from '../../../src/domain/kline.js';
import { emptyMinuteBlock, minuteMs, type Market, type MarketInstrument } from '../../../src/simulator/market.js';
import { tinyInstrument, tinyStartMs } from '../../unit/simulator/support/tinyMarket.js';

/** One symbol that trades much and evenly, at the price that was set last. */
export interface SettableMarket extends Market {
  readonly setPrice: (price: number) => void;
}

const historyMinutes = 1_440;
const minuteCount = 2 * historyMinutes;
const tradesPerMinute = 6_000;
/** Of 0.001 each. */
const baseVolumeUnits = 6_000_000_000;

/** A day of history and a day to play, at 100, in steps of 0.001 and ticks of 0.01. */
export function settableMarket(symbol = 'AAAUSDT'): SettableMarket {
  const startMs = tinyStartMs;
  const firstOpenTimeMs = startMs - historyMinutes * minuteMs;
  const instrument: MarketInstrument = tinyInstrument(symbol, {
    symbol: instrumentSymbol(symbol),
    onboardTimeMs: firstOpenTimeMs,
    baseVolume: { unitDecimals: 3, shownDecimals: 3 },
    stepSize: '0.001',
  });
  const block = emptyMinuteBlock(firstOpenTimeMs, minuteCount);
  const setPrice = (price: number): void => {
    const units = Math.round(price * 100);
    for (const column of [block.open, block.high, block.low, block.close]) column.fill(units);
    const quoteUnits = (baseVolumeUnits / 1_000) * units;
    block.quoteVolume.fill(quoteUnits);
    block.takerBuyQuoteVolume.fill(quoteUnits / 2);
  };
  block.baseVolume.fill(baseVolumeUnits);
  block.takerBuyBaseVolume.fill(baseVolumeUnits / 2);
  block.tradeCount.fill(tradesPerMinute);
  setPrice(100);
  const endMs = startMs + historyMinutes * minuteMs;
  return {
    title: 'settable',
    startMs,
    endMs,
    instruments: [instrument],
    blockAt: (asked, atMs) =>
      asked.symbol === instrument.symbol && atMs >= firstOpenTimeMs && atMs < endMs ? block : undefined,
    setPrice,
  };
}
