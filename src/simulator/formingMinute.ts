import { minuteMs } from './market.js';
import type { MinuteRow } from './minuteRow.js';

/** Trades assumed in a minute whose recording has no count. */
const assumedTradeCount = 240;

/** A number in [0, 1) that belongs to the minute: the same for everyone who asks. */
function minuteLot(openTimeMs: number, row: MinuteRow, salt: number): number {
  let hash =
    Math.imul((openTimeMs / minuteMs) | 0, 0x9e3779b1) ^ Math.imul((row.close + row.baseVolume) | 0, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ salt, 0xc2b2ae35);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4_294_967_296;
}

/**
 * Turns a whole minute into what has happened of it `elapsedMs` after its open, in place.
 *
 * The price walks straight from open to one extreme, to the other, to the close; trades come evenly; the first trade is
 * at the open. Everything grows monotonically into the whole minute: high, low, volumes, count. Before the first trade
 * the row is flat at the open.
 */
export function cutToElapsed(row: MinuteRow, openTimeMs: number, elapsedMs: number): MinuteRow {
  if (!row.hasTrades || elapsedMs >= minuteMs) return row;
  const allTrades = row.tradeCount > 0 ? row.tradeCount : assumedTradeCount;
  const trades = Math.min(allTrades, Math.floor((allTrades * elapsedMs) / minuteMs + minuteLot(openTimeMs, row, 1)));
  if (trades === 0) return flatten(row);
  if (trades === allTrades) return row;
  cutPrices(row, openTimeMs, (trades - 1) / (allTrades - 1));
  const share = trades / allTrades;
  row.baseVolume = Math.max(Math.min(1, row.baseVolume), Math.floor(row.baseVolume * share));
  row.quoteVolume = Math.max(Math.min(1, row.quoteVolume), Math.floor(row.quoteVolume * share));
  row.takerBuyBaseVolume = Math.floor(row.takerBuyBaseVolume * share);
  row.takerBuyQuoteVolume = Math.floor(row.takerBuyQuoteVolume * share);
  if (row.tradeCount > 0) row.tradeCount = trades;
  return row;
}

function flatten(row: MinuteRow): MinuteRow {
  row.high = row.low = row.close = row.open;
  row.baseVolume = row.quoteVolume = row.takerBuyBaseVolume = row.takerBuyQuoteVolume = row.tradeCount = 0;
  row.hasTrades = false;
  return row;
}

/** Where the price is after `progress` of the way, in [0, 1), and how far it has been. */
function cutPrices(row: MinuteRow, openTimeMs: number, progress: number): void {
  const { open, high, low, close } = row;
  const lot = minuteLot(openTimeMs, row, 2);
  // A rising minute more often dips first, a falling one more often spikes first.
  const isLowFirst = close >= open ? lot < 0.7 : lot < 0.3;
  const first = isLowFirst ? low : high;
  const second = isLowFirst ? high : low;
  const firstAt = 0.15 + 0.3 * minuteLot(openTimeMs, row, 3);
  const secondAt = firstAt + 0.2 + 0.3 * minuteLot(openTimeMs, row, 4);
  let price: number;
  if (progress < firstAt) price = open + ((first - open) * progress) / firstAt;
  else if (progress < secondAt) price = first + ((second - first) * (progress - firstAt)) / (secondAt - firstAt);
  else price = second + ((close - second) * (progress - secondAt)) / (1 - secondAt);
  price = Math.round(price);
  const hasBeenFirst = progress >= firstAt;
  const hasBeenSecond = progress >= secondAt;
  const hasBeenLow = isLowFirst ? hasBeenFirst : hasBeenSecond;
  const hasBeenHigh = isLowFirst ? hasBeenSecond : hasBeenFirst;
  row.close = price;
  row.high = hasBeenHigh ? high : Math.max(open, price);
  row.low = hasBeenLow ? low : Math.min(open, price);
}
