import type { BadFrame, IgnoredFrame, KlineEvent, RefusedFrame } from '../../domain/feed.js';
import { badFrame } from './badFrame.js';
import { klineFault } from './klineFault.js';
import { toKline } from './mapper.js';
import { ignoredFrame, isRecord, readFrame, type FramePayload } from './readFrame.js';
import { validate } from './validate.js';
import { klineFrameSchema } from './wire.js';

/**
 * Reads one frame of the kline feed: a closed kline, or why there is none. Forming klines, about 99 % of all frames,
 * are ignored without being parsed. Never throws.
 */
export function decodeKlines(frame: string): KlineEvent | IgnoredFrame | BadFrame | RefusedFrame {
  return isFormingKline(frame) ? ignoredFrame : readFrame(frame, (payload) => readKline(payload, frame));
}

/**
 * True only for a frame that is surely a forming kline; false means "parse it". Sure is: its last `x` key says false,
 * and stands directly in the first `k` object, of an event that calls itself a kline. A quote inside a JSON text is
 * escaped, so `,"x":` cannot be part of one; a brace inside a text makes the answer false.
 */
export function isFormingKline(frame: string): boolean {
  const flagAt = frame.lastIndexOf('"x":');
  if (flagAt < 1 || frame[flagAt - 1] !== ',' || !frame.startsWith('false', flagAt + 4)) return false;
  const eventAt = frame.indexOf('"e":"kline"');
  const klineAt = frame.indexOf('"k":{', eventAt);
  return eventAt > 0 && klineAt > 0 && klineAt < flagAt && isFlat(frame, klineAt + 5, flagAt);
}

const isFlat = (frame: string, from: number, to: number): boolean => {
  const closeAt = frame.indexOf('}', from);
  const openAt = frame.indexOf('{', from);
  return closeAt > to && (openAt < 0 || openAt > to);
};

function readKline({ data, stream, place }: FramePayload, frame: string): KlineEvent | IgnoredFrame | BadFrame {
  const event = isRecord(data) ? data['e'] : undefined;
  if (event !== 'kline') return badFrame(unexpectedEvent(event, stream), frame);
  const checked = validate(klineFrameSchema, data, place);
  if (!checked.isValid) return badFrame(checked.reason, frame);
  const { s, k, E } = checked.value;
  if (k.s !== s) return badFrame(`symbol ${s} carries a kline of ${k.s}`, frame);
  if (stream !== undefined && !stream.endsWith(`@kline_${k.i}`)) {
    return badFrame(`stream ${stream} carries a ${k.i} kline`, frame);
  }
  if (!k.x) return ignoredFrame;
  const kline = toKline(checked.value);
  const fault = klineFault(kline);
  if (fault !== undefined) return badFrame(`${kline.symbol} ${kline.interval}: ${fault}`, frame);
  return { kind: 'kline', kline, exchangeTimeMs: E };
}

function unexpectedEvent(event: unknown, stream: string | undefined): string {
  const found = typeof event === 'string' ? `event "${event}"` : 'no event name';
  return `${found}${stream === undefined ? '' : ` on stream ${stream}`}, expected "kline"`;
}
