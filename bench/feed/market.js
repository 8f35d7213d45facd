/** The market that the feed cases play: 600 symbols on 4 intervals. */
export const intervals = ['1m', '5m', '15m', '1h'];
const symbolCount = 600;
export const seriesCount = symbolCount * intervals.length;

const intervalMs = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };

/** The market's clock stands here: on a boundary of every interval, so that nothing is due but what the sender sends. */
export const boundaryMs = 1_790_769_600_000;

/** Series by number, 0 to `seriesCount - 1`; the intervals of one symbol follow each other. */
export const seriesList = Array.from({ length: seriesCount }, (_, index) => {
  const symbol = `COIN${String(Math.floor(index / intervals.length)).padStart(3, '0')}USDT`;
  const interval = intervals[index % intervals.length];
  return {
    symbol,
    interval,
    intervalMs: intervalMs[interval],
    key: `${symbol}/${interval}`,
    stream: `${symbol.toLowerCase()}@kline_${interval}`,
  };
});

export const streams = seriesList.map(({ stream }) => stream);
export const indexOfStream = new Map(streams.map((stream, index) => [stream, index]));

/** `count` closed klines of a series up to the boundary, as a REST snapshot gives them. */
export function closedKlines({ symbol, interval }, count) {
  const lengthMs = intervalMs[interval];
  return Array.from({ length: count }, (_, row) => {
    const openTimeMs = boundaryMs - (count - row) * lengthMs;
    return {
      symbol,
      interval,
      openTimeMs,
      closeTimeMs: openTimeMs + lengthMs - 1,
      open: 83_896.4,
      high: 83_920,
      low: 83_860.1,
      close: 83_860.2,
      baseVolume: 114.602,
      quoteVolume: 9_615_538.6678,
      takerBuyBaseVolume: 48.488,
      takerBuyQuoteVolume: 4_068_722.1036,
      tradeCount: 2_239,
      isClosed: true,
    };
  });
}
