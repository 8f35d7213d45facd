import { boundaryMs, seriesCount, seriesList } from './market.js';

/** One frame in this many is final, as on the real market: four updates a second, most series on long intervals. */
export const framesPerFinal = 1_201;

/** Neighbouring frames belong to different symbols and connections, as in life; coprime to the number of series. */
const stride = 1_009;

/** The series that frame number `index` (from 0) is about. */
export const seriesOfFrame = (index) => (index * stride) % seriesCount;

/** The last of every `framesPerFinal` frames is final, so that whoever has the last final has had all before it. */
export const isFinalFrame = (index) => index % framesPerFinal === framesPerFinal - 1;

/**
 * The venue's text for the kline of a series that opens `periods` intervals after the boundary: combined stream,
 * 355 to 357 bytes, fields in the order of the wire.
 */
export function frameText({ symbol, interval, intervalMs, stream }, { periods, isFinal }) {
  const openTimeMs = boundaryMs + periods * intervalMs;
  const closeTimeMs = openTimeMs + intervalMs - 1;
  const eventTimeMs = isFinal ? closeTimeMs + 5 : openTimeMs + 31_858;
  return (
    `{"stream":"${stream}","data":{"e":"kline","E":${eventTimeMs},"s":"${symbol}","k":{"t":${openTimeMs},` +
    `"T":${closeTimeMs},"s":"${symbol}","i":"${interval}","f":8132503391,"L":8132505633,"o":"83896.4000",` +
    `"c":"83860.2000","h":"83920.0000","l":"83860.1000","v":"11460.202","n":22391,"x":${isFinal},` +
    `"q":"961553821.6","V":"4848.488","Q":"406872210.10360","B":"0"}}}`
  );
}

/** A text as it stands in the TCP stream of a server: WebSocket header, then the text. For texts of 126 to 65,535 bytes. */
export function onTheWire(text) {
  const payload = Buffer.from(text);
  if (payload.length < 126 || payload.length > 65_535) throw new RangeError(`cannot frame ${payload.length} bytes`);
  return Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]), payload]);
}

/** The forming frame of every series, serialised once. */
export const formingFrames = () =>
  seriesList.map((series) => onTheWire(frameText(series, { periods: 0, isFinal: false })));

export const finalFrame = (series, periods) => onTheWire(frameText(seriesList[series], { periods, isFinal: true }));
