import type { MarkPricesEvent } from '../../domain/derivatives.js';
import type { BadFrame, IgnoredFrame, RefusedFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import { toMarkPrice } from './mapper.js';
import { listFrameReader } from './listFrameReader.js';
import { allMarkPricesStream } from './topics.js';
import { markPriceSchema } from './wire.js';

/** Makes the reader of `!markPrice@arr@1s`, which never throws; bad rows among good ones go to `onBadRow`. */
export const decodeMarkPrices = (
  onBadRow: (row: BadFrame) => void,
): ((frame: Frame) => MarkPricesEvent | IgnoredFrame | BadFrame | RefusedFrame) =>
  listFrameReader(
    {
      stream: allMarkPricesStream,
      feed: 'markPrice',
      rows: 'mark prices',
      schema: markPriceSchema,
      toEvent: (rows, exchangeTimeMs): MarkPricesEvent => ({
        kind: 'markPrices',
        markPrices: rows.map(toMarkPrice),
        exchangeTimeMs,
      }),
    },
    onBadRow,
  );
