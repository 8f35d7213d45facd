import type { z } from 'zod';
import type { BadFrame, IgnoredFrame, RefusedFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import { badFrame } from './badFrame.js';
import { ignoredFrame, isRecord, readFrame, type FramePayload } from './readFrame.js';
import { readRows } from './readRows.js';

/** A stream of the whole market, each of whose frames is a list. */
export interface ListStream<Row, Event> {
  readonly stream: string;
  /** The feed it makes up, as reasons name it. */
  readonly feed: string;
  /** What it lists, as reasons name it. */
  readonly rows: string;
  readonly schema: z.ZodType<Row>;
  /** Of at least one row. */
  readonly toEvent: (rows: readonly Row[], exchangeTimeMs: number) => Event;
}

// Both kinds of futures may come mixed, on both hosts; only USD-M is listed in our exchangeInfo.
const coinMargined = 2;
const isCoinMargined = (row: unknown): boolean => isRecord(row) && row['st'] === coinMargined;

/**
 * Makes the reader of such a stream. A frame with some bad rows gives its good ones, and the bad ones go to `onBadRow`; a
 * frame with nothing but bad rows is a bad frame. COIN-M rows are passed over. The reader never throws.
 */
export function listFrameReader<Row extends { readonly E: number }, Event>(
  list: ListStream<Row, Event>,
  onBadRow: (row: BadFrame) => void,
): (frame: Frame) => Event | IgnoredFrame | BadFrame | RefusedFrame {
  return (frame) => {
    const text = frame.toString();
    return readFrame(text, (payload) => readList(payload, text, list, onBadRow));
  };
}

function readList<Row extends { readonly E: number }, Event>(
  { data, stream, place }: FramePayload,
  frame: string,
  list: ListStream<Row, Event>,
  onBadRow: (row: BadFrame) => void,
): Event | IgnoredFrame | BadFrame {
  if (stream !== undefined && stream !== list.stream) {
    return badFrame(`stream ${stream} on the ${list.feed} feed, expected ${list.stream}`, frame);
  }
  if (!Array.isArray(data)) return badFrame(`${place || 'frame'}: expected a list of ${list.rows}`, frame);
  const { good, bad } = readRows(data, list.schema, place, isCoinMargined);
  const [firstBad] = bad;
  if (firstBad && good.length === 0) return badFrame(firstBad.reason, frame);
  bad.forEach(onBadRow);
  if (good.length === 0) return ignoredFrame;
  return list.toEvent(
    good,
    good.reduce((newest, { E }) => Math.max(newest, E), 0),
  );
}
