import type { BadFrame, IgnoredFrame, RefusedFrame } from '../../domain/feed.js';
import { badFrame } from './badFrame.js';
import { nestedVenueErrorSchema, venueErrorSchema } from './wire.js';

/** A frame that counts as life only: a forming kline, an answer to SUBSCRIBE. One object for all of them. */
export const ignoredFrame: IgnoredFrame = { kind: 'ignored' };

/** What a data frame carries. `place` is where the data stands in the frame, `''` when it is the frame. */
export interface FramePayload {
  readonly data: unknown;
  /** The stream's name when the venue wrapped the data (`{"stream":…,"data":…}`). */
  readonly stream: string | undefined;
  readonly place: string;
}

/**
 * Takes the envelope off a frame and hands what is inside to `readData`, wrapped or raw. Replies to control frames
 * are answered here: accepted is ignored, an error (nested or flat) is refused. Never throws.
 */
export function readFrame<T>(
  text: string,
  readData: (payload: FramePayload) => T,
): T | IgnoredFrame | BadFrame | RefusedFrame {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return badFrame('not JSON', text);
  }
  if (!isRecord(frame)) return readData({ data: frame, stream: undefined, place: '' });
  if ('stream' in frame) {
    if (typeof frame['stream'] !== 'string') return badFrame('stream: expected a name', text);
    return readData({ data: frame['data'], stream: frame['stream'], place: 'data' });
  }
  if ('result' in frame && 'id' in frame) return ignoredFrame;
  return refusal(frame) ?? readData({ data: frame, stream: undefined, place: '' });
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refusal(frame: Readonly<Record<string, unknown>>): RefusedFrame | undefined {
  const nested = nestedVenueErrorSchema.safeParse(frame);
  const parsed = nested.success
    ? { success: true as const, data: nested.data.error }
    : venueErrorSchema.safeParse(frame);
  if (!parsed.success) return undefined;
  return { kind: 'refused', reason: `code ${parsed.data.code}: ${parsed.data.msg} (${requestName(frame['id'])})` };
}

const requestName = (id: unknown): string =>
  typeof id === 'number' || typeof id === 'string' ? `request ${id}` : 'no request named';
