const openBrace = 0x7b;
const closeBrace = 0x7d;
const letterX = 0x78;

const eventName = Buffer.from('"e":"kline",');
const klineKey = Buffer.from('"k":');
const formingFlag = Buffer.from(',"x":false');
const fromFlagToX = 2;

/**
 * True only for the bytes of a frame that is surely a forming kline; false means "parse it". Sure is: an event, raw or
 * the first object of a frame, that begins with the name of a kline; in it `k`, the first object without objects
 * inside; in that a last `x` that says false. A quote inside a JSON text is escaped, so `,"x":` cannot be part of one; a
 * brace or an x inside a text makes the answer false.
 *
 * Looks for single bytes, which costs a fiftieth of a microsecond each, and never makes a text.
 */
export function isFormingKline(frame: Buffer): boolean {
  const klineEnd = frame.indexOf(closeBrace);
  const klineStart = frame.lastIndexOf(openBrace, klineEnd);
  const flagAt = frame.lastIndexOf(letterX, klineEnd) - fromFlagToX;
  if (klineEnd < 0 || flagAt < klineStart || !isAt(formingFlag, frame, flagAt)) return false;
  const dataStart = frame.indexOf(openBrace, 1);
  const eventStart = dataStart === klineStart ? 0 : dataStart;
  return isAt(klineKey, frame, klineStart - klineKey.length) && isAt(eventName, frame, eventStart + 1);
}

function isAt(text: Buffer, frame: Buffer, at: number): boolean {
  if (at < 0) return false;
  for (let i = 0; i < text.length; i += 1) if (frame[at + i] !== text[i]) return false;
  return true;
}
