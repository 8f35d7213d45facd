import type { BadFrame, IgnoredFrame, PricesEvent, RefusedFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import { badFrame } from './badFrame.js';
import { toPrice } from './mapper.js';
import { ignoredFrame, isRecord, readFrame, type FramePayload } from './readFrame.js';
import { readRows } from './readRows.js';
import { allPricesStream } from './topics.js';
import { miniTickerSchema } from './wire.js';

// The all-market stream mixes both kinds of futures on both hosts; only USD-M is listed in our exchangeInfo.
const coinMargined = 2;
const isCoinMargined = (row: unknown): boolean => isRecord(row) && row['st'] === coinMargined;

/**
 * Makes the reader of `!miniTicker@arr`. A frame with some bad rows gives its good ones, and the bad ones go to
 * `onBadRow`; a frame with nothing but bad rows is a bad frame. The reader never throws.
 */
export function decodePrices(
  onBadRow: (row: BadFrame) => void,
): (frame: Frame) => PricesEvent | IgnoredFrame | BadFrame | RefusedFrame {
  return (frame) => {
    const text = frame.toString();
    return readFrame(text, (payload) => readPrices(payload, text, onBadRow));
  };
}

function readPrices(
  { data, stream, place }: FramePayload,
  frame: string,
  onBadRow: (row: BadFrame) => void,
): PricesEvent | IgnoredFrame | BadFrame {
  if (stream !== undefined && stream !== allPricesStream) {
    return badFrame(`stream ${stream} on the price feed, expected ${allPricesStream}`, frame);
  }
  if (!Array.isArray(data)) return badFrame(`${place || 'frame'}: expected a list of mini tickers`, frame);
  const { good, bad } = readRows(data, miniTickerSchema, place, isCoinMargined);
  const [firstBad] = bad;
  if (firstBad && good.length === 0) return badFrame(firstBad.reason, frame);
  bad.forEach(onBadRow);
  if (good.length === 0) return ignoredFrame;
  return {
    kind: 'prices',
    prices: good.map(toPrice),
    exchangeTimeMs: good.reduce((newest, { E }) => Math.max(newest, E), 0),
  };
}
