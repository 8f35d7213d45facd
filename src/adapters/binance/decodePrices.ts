import type { BadFrame, IgnoredFrame, PricesEvent, RefusedFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import { toPrice } from './mapper.js';
import { listFrameReader } from './listFrameReader.js';
import { allPricesStream } from './topics.js';
import { miniTickerSchema } from './wire.js';

/** Makes the reader of `!miniTicker@arr`, which never throws; bad rows among good ones go to `onBadRow`. */
export const decodePrices = (
  onBadRow: (row: BadFrame) => void,
): ((frame: Frame) => PricesEvent | IgnoredFrame | BadFrame | RefusedFrame) =>
  listFrameReader(
    {
      stream: allPricesStream,
      feed: 'price',
      rows: 'mini tickers',
      schema: miniTickerSchema,
      toEvent: (rows, exchangeTimeMs): PricesEvent => ({ kind: 'prices', prices: rows.map(toPrice), exchangeTimeMs }),
    },
    onBadRow,
  );
