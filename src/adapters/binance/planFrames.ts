/** One control frame: what it does, to which streams, and the bytes of their names. */
export interface ControlFrame {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE';
  readonly streams: readonly string[];
}

export interface FrameLimits {
  readonly maxStreams: number;
  /** Of the whole frame. Above about 4,088 the venue silently stops answering. */
  readonly maxBytes: number;
}

/** As sent: `{"method":"SUBSCRIBE","params":["btcusdt@kline_1m"],"id":1}`. */
export const frameText = ({ method, streams }: ControlFrame, id: number): string =>
  JSON.stringify({ method, params: streams, id });

/**
 * The frames that turn the subscriptions of a connection into the wanted ones. Lets go before it takes, so that the
 * venue's limit of streams per connection is never exceeded on the way.
 */
export function planFrames(
  current: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
  limits: FrameLimits,
): readonly ControlFrame[] {
  const surplus = [...current].filter((stream) => !wanted.has(stream));
  const missing = [...wanted].filter((stream) => !current.has(stream));
  return [
    ...chunks(surplus, limits).map((streams) => ({ method: 'UNSUBSCRIBE' as const, streams })),
    ...chunks(missing, limits).map((streams) => ({ method: 'SUBSCRIBE' as const, streams })),
  ];
}

// The longer of the two methods with an id of ten digits, so that the text of a planned frame is never longer.
const envelopeBytes = frameText({ method: 'UNSUBSCRIBE', streams: [] }, 9_999_999_999).length;
const listedBytes = (stream: string): number => Buffer.byteLength(JSON.stringify(stream)) + 1;

function chunks(streams: readonly string[], { maxStreams, maxBytes }: FrameLimits): readonly (readonly string[])[] {
  const done: string[][] = [];
  let chunk: string[] = [];
  let bytes = envelopeBytes;
  for (const stream of streams) {
    const isFull = chunk.length >= maxStreams || bytes + listedBytes(stream) > maxBytes;
    if (isFull && chunk.length > 0) {
      done.push(chunk);
      chunk = [];
      bytes = envelopeBytes;
    }
    chunk.push(stream);
    bytes += listedBytes(stream);
  }
  return chunk.length > 0 ? [...done, chunk] : done;
}
