import type { BadFrame, IgnoredFrame, KlineEvent, RefusedFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import { badFrame } from './badFrame.js';
import { isFormingKline } from './isFormingKline.js';
import { klineFault } from './klineFault.js';
import { toKline } from './mapper.js';
import { ignoredFrame, isRecord, readFrame, type FramePayload } from './readFrame.js';
import { validate } from './validate.js';
import { klineFrameSchema } from './wire.js';

/**
 * Reads one frame of the kline feed: a closed kline, or why there is none. Forming klines, about 99 % of all frames,
 * are ignored without being parsed. Never throws.
 */
export function decodeKlines(frame: Frame): KlineEvent | IgnoredFrame | BadFrame | RefusedFrame {
  if (isFormingKline(typeof frame === 'string' ? Buffer.from(frame) : frame)) return ignoredFrame;
  const text = frame.toString();
  return readFrame(text, (payload) => readKline(payload, text));
}

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
