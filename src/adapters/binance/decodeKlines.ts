import type { BadFrame, IgnoredFrame, KlineEvent, RefusedFrame } from '../../domain/feed.js';
import type { Kline } from '../../domain/kline.js';
import type { Frame } from '../../ports/marketData.js';
import { badFrame } from './badFrame.js';
import { isFormingKline } from './isFormingKline.js';
import { klineFault } from './klineFault.js';
import { toKline } from './mapper.js';
import { ignoredFrame, isRecord, readFrame, type FramePayload } from './readFrame.js';
import { readPlainKline } from './readPlainKline.js';
import { isKlineStream } from './topics.js';
import { validate } from './validate.js';
import { klineFrameSchema } from './wire.js';

type Decoded = KlineEvent | IgnoredFrame | BadFrame | RefusedFrame;

/**
 * Reads one frame of the kline feed: a closed kline, or why there is none. Forming klines, about 99 % of all frames,
 * are ignored without being parsed. Never throws.
 */
export function decodeKlines(frame: Frame): Decoded {
  return isFormingKline(typeof frame === 'string' ? Buffer.from(frame) : frame) ? ignoredFrame : decode(frame, false);
}

/** As `decodeKlines`, forming klines too. */
export const decodeFormingKlines = (frame: Frame): Decoded => decode(frame, true);

function decode(frame: Frame, keepsForming: boolean): Decoded {
  const text = frame.toString();
  return readFrame(text, (payload) => readKline(payload, text, keepsForming));
}

function readKline(
  { data, stream, place }: FramePayload,
  frame: string,
  keepsForming: boolean,
): KlineEvent | IgnoredFrame | BadFrame {
  if (!isRecord(data) || data['e'] !== 'kline') {
    return badFrame(unexpectedEvent(isRecord(data) ? data['e'] : undefined, stream), frame);
  }
  const read = readPlainKline(data) ?? readCarefully(data, place);
  if (typeof read === 'string') return badFrame(read, frame);
  const { kline, exchangeTimeMs } = read;
  const { symbol, interval } = kline;
  if (stream !== undefined && !isKlineStream(stream, symbol, interval)) {
    return badFrame(`stream ${stream} carries a ${interval} kline of ${symbol}`, frame);
  }
  if (!kline.isClosed && !keepsForming) return ignoredFrame;
  const fault = klineFault(kline);
  if (fault !== undefined) return badFrame(`${symbol} ${interval}: ${fault}`, frame);
  return { kind: 'kline', kline, exchangeTimeMs };
}

/** The kline, or one sentence on why there is none. */
function readCarefully(data: unknown, place: string): { kline: Kline; exchangeTimeMs: number } | string {
  const checked = validate(klineFrameSchema, data, place);
  if (!checked.isValid) return checked.reason;
  const { s, k, E } = checked.value;
  return k.s === s ? { kline: toKline(checked.value), exchangeTimeMs: E } : `symbol ${s} carries a kline of ${k.s}`;
}

function unexpectedEvent(event: unknown, stream: string | undefined): string {
  const found = typeof event === 'string' ? `event "${event}"` : 'no event name';
  return `${found}${stream === undefined ? '' : ` on stream ${stream}`}, expected "kline"`;
}
