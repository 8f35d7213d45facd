import { formatUnits } from './decimal.js';
import { tradeIdsPerMinute } from './klineBuilder.js';
import { minuteAt, minuteMs, type MarketInstrument } from './market.js';
import type { DayTicker } from './rollingDay.js';

/** `GET /fapi/v1/ticker/24hr`, one symbol. */
export function ticker24hJson(instrument: MarketInstrument, ticker: DayTicker): string {
  const { symbol, price, baseVolume, quoteVolume } = instrument;
  const rise = ticker.last - ticker.open;
  const scale = 10 ** price.unitDecimals;
  const baseQty = ticker.baseVolume / 10 ** baseVolume.unitDecimals;
  const mean = baseQty > 0 ? ticker.quoteVolume / 10 ** quoteVolume.unitDecimals / baseQty : ticker.last / scale;
  return JSON.stringify({
    symbol,
    priceChange: signedUnits(rise, instrument),
    priceChangePercent: ((100 * rise) / ticker.open).toFixed(3),
    weightedAvgPrice: mean.toFixed(price.shownDecimals),
    lastPrice: formatUnits(ticker.last, price),
    lastQty: instrument.stepSize,
    openPrice: formatUnits(ticker.open, price),
    highPrice: formatUnits(ticker.high, price),
    lowPrice: formatUnits(ticker.low, price),
    volume: formatUnits(ticker.baseVolume, baseVolume),
    quoteVolume: formatUnits(ticker.quoteVolume, quoteVolume),
    openTime: ticker.openTimeMs,
    closeTime: ticker.closeTimeMs,
    firstId: (ticker.openTimeMs / minuteMs) * tradeIdsPerMinute,
    lastId: (minuteAt(ticker.closeTimeMs) / minuteMs) * tradeIdsPerMinute,
    count: ticker.tradeCount,
  });
}

const signedUnits = (units: number, { price }: MarketInstrument): string =>
  units < 0 ? `-${formatUnits(-units, price)}` : formatUnits(units, price);

/** One entry of the `24hrMiniTicker` event. */
export function miniTickerJson(instrument: MarketInstrument, ticker: DayTicker): string {
  const { symbol, pair, price, baseVolume, quoteVolume } = instrument;
  return (
    `{"e":"24hrMiniTicker","E":${ticker.closeTimeMs},"s":"${symbol}","c":"${formatUnits(ticker.last, price)}",` +
    `"o":"${formatUnits(ticker.open, price)}","h":"${formatUnits(ticker.high, price)}","l":"${formatUnits(ticker.low, price)}",` +
    `"v":"${formatUnits(ticker.baseVolume, baseVolume)}","q":"${formatUnits(ticker.quoteVolume, quoteVolume)}",` +
    `"ps":"${pair}","st":1}`
  );
}

/** Dollars per COIN-M contract. */
const contractDollars = 100;

/**
 * The COIN-M contract beside a USD-M one, as it appears in `!miniTicker@arr` since both share a stream (`st` 2): turnover
 * in contracts and in coins. `x9` is a field no client knows: those that choke on it would choke on the venue's next one.
 */
export function coinMarginedMiniTickerJson(instrument: MarketInstrument, ticker: DayTicker): string {
  const { baseAsset, price, baseVolume, quoteVolume } = instrument;
  const contracts = Math.floor(ticker.quoteVolume / 10 ** quoteVolume.unitDecimals / contractDollars);
  return (
    `{"e":"24hrMiniTicker","E":${ticker.closeTimeMs},"s":"${baseAsset}USD_PERP","c":"${formatUnits(ticker.last, price)}",` +
    `"o":"${formatUnits(ticker.open, price)}","h":"${formatUnits(ticker.high, price)}","l":"${formatUnits(ticker.low, price)}",` +
    `"v":"${contracts}","q":"${formatUnits(ticker.baseVolume, baseVolume)}","ps":"${baseAsset}USD","st":2,"x9":null}`
  );
}
