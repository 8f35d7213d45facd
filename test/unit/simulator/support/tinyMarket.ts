import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { emptyMinuteBlock, minuteMs, type Market, type MarketInstrument } from '../../../../src/simulator/market.js';

/** Open, high, low, close in cents, base volume, trades; `undefined` is a minute without trades. */
export type TinyMinute = readonly [number, number, number, number, number, number] | undefined;

export const tinyStartMs = Date.UTC(2026, 1, 1);

export function tinyInstrument(symbol = 'AAAUSDT', overrides: Partial<MarketInstrument> = {}): MarketInstrument {
  return {
    symbol: instrumentSymbol(symbol),
    pair: symbol,
    baseAsset: symbol.slice(0, -4),
    quoteAsset: 'USDT',
    status: 'TRADING',
    contractType: 'PERPETUAL',
    underlyingType: 'COIN',
    onboardTimeMs: tinyStartMs,
    deliveryTimeMs: 4_133_404_800_000,
    price: { unitDecimals: 2, shownDecimals: 2 },
    baseVolume: { unitDecimals: 0, shownDecimals: 0 },
    quoteVolume: { unitDecimals: 2, shownDecimals: 5 },
    tickSize: '0.01',
    stepSize: '1',
    ...overrides,
  };
}

/** A market of a few written-out minutes, from `tinyStartMs` on; play begins with the first. */
export function tinyMarket(minutes: readonly TinyMinute[], instrument = tinyInstrument()): Market {
  const block = emptyMinuteBlock(tinyStartMs, minutes.length);
  let previousClose = 10_000;
  minutes.forEach((minute, index) => {
    const [open, high, low, close, volume, trades] = minute ?? [
      previousClose,
      previousClose,
      previousClose,
      previousClose,
      0,
      0,
    ];
    block.open[index] = open;
    block.high[index] = high;
    block.low[index] = low;
    block.close[index] = close;
    block.baseVolume[index] = volume;
    block.quoteVolume[index] = volume * close;
    block.takerBuyBaseVolume[index] = Math.floor(volume / 2);
    block.takerBuyQuoteVolume[index] = Math.floor(volume / 2) * close;
    block.tradeCount[index] = trades;
    previousClose = close;
  });
  const endMs = tinyStartMs + minutes.length * minuteMs;
  return {
    title: 'tiny',
    startMs: tinyStartMs,
    endMs,
    instruments: [instrument],
    blockAt: ({ symbol }, atMs) =>
      symbol === instrument.symbol && atMs >= tinyStartMs && atMs < endMs ? block : undefined,
  };
}
