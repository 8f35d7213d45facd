/**
 * Gives the kline at a row, counted from the one that opens at `fromMs`; called in the order of the rows. The price walks at
 * random from `close`, volume and order flow vary.
 */
export function randomWalk({ symbol, interval, lengthMs, fromMs, random, close: startClose }) {
  let close = startClose;
  return (row) => {
    const open = close;
    close = open * Math.exp((random() - 0.5) * 0.01);
    const baseVolume = 100 + 10_000 * random();
    const takerBuyBaseVolume = baseVolume * random();
    const openTimeMs = fromMs + row * lengthMs;
    return {
      symbol,
      interval,
      openTimeMs,
      closeTimeMs: openTimeMs + lengthMs - 1,
      open,
      high: Math.max(open, close) * (1 + 0.002 * random()),
      low: Math.min(open, close) * (1 - 0.002 * random()),
      close,
      baseVolume,
      quoteVolume: baseVolume * close,
      takerBuyBaseVolume,
      takerBuyQuoteVolume: takerBuyBaseVolume * close,
      tradeCount: 1 + Math.floor(1_000 * random()),
      isClosed: true,
    };
  };
}
