/** What each kind of fault does, and with which parameters. All durations are wall time. */
export interface FaultParameters {
  /** New TCP connections are reset at accept: REST and streams alike. Those that stand go on. */
  readonly connectionRefused: NoParameters;
  /** The WebSocket handshake is answered with this HTTP status. */
  readonly handshakeStatus: { readonly status: number };
  /** The WebSocket handshake is never answered; the socket is let go when the client does. */
  readonly handshakeHang: NoParameters;

  /** The connection is reset, without a close frame. */
  readonly drop: NoParameters;
  /** The connection is closed with this code; 1006 ends it without a close frame. */
  readonly close: { readonly code: number };
  /** The connection is closed with 1008, as for a client that talks too much. */
  readonly tooManyMessages: NoParameters;
  /** The connection ends without a close frame at this age: the venue's 24 hours, compressed. */
  readonly dayCut: { readonly lifetimeMs: number };
  /** TCP stays up, nothing flows in either direction: no frames, acks, pongs or pings, and nothing is read. */
  readonly halfOpen: NoParameters;
  /** The connection carries no data; acks and pongs still come. */
  readonly mute: NoParameters;
  /** Every frame reaches the connection this much later, order kept; what is under way when the fault ends comes at once. */
  readonly slow: { readonly delayMs: number };
  /** Frames are held back and come all at once when the fault ends. */
  readonly burst: NoParameters;
  /** The client's pings get no pong; all else goes on. */
  readonly pingsUnanswered: NoParameters;

  /** The exchange publishes nothing on the stream, to anyone. */
  readonly muteStream: NoParameters;
  /** The subscription is dead, though listed and acknowledged, until the client subscribes again. */
  readonly muteUntilResubscribe: NoParameters;
  /** A SUBSCRIBE is answered with an error and not carried out. */
  readonly subscribeRejected: { readonly code: number; readonly message: string };
  /** A SUBSCRIBE is neither acknowledged nor carried out. */
  readonly subscribeIgnored: NoParameters;

  /** The final of a kline comes this much later, to everyone; forming frames of the next kline overtake it. */
  readonly lateFinal: { readonly delayMs: number };
  /** The final of a kline never comes, to anyone. */
  readonly missingFinal: NoParameters;
  /**
   * This much after its final, a kline turns out to have missed a trade in its last minute: every closed kline with that
   * minute gets a second final on its stream, and REST, later klines and the truth have the corrected numbers.
   */
  readonly correctedFinal: { readonly delayMs: number };

  /** A frame comes twice, back to back. */
  readonly duplicate: NoParameters;
  /** Two adjacent frames of the connection, or of one stream, change places. */
  readonly reorder: { readonly within: 'connection' | 'stream' };
  /** Text that is no JSON comes before the frame. */
  readonly garbage: NoParameters;
  /** Only the first half of the frame comes. */
  readonly truncated: NoParameters;
  /** A text frame of 1 MiB that means nothing comes before the frame. */
  readonly oversized: NoParameters;
  /** The frame's text comes as a binary message, before the frame. */
  readonly binary: NoParameters;
  /** Before the frame comes one of the same stream with the event of another symbol in it. */
  readonly wrongSymbol: NoParameters;
  /** Before the kline frame comes one of the same stream with another interval in it. */
  readonly wrongInterval: NoParameters;

  /** The reply comes this much later. */
  readonly restSlow: { readonly delayMs: number };
  /** The reply never comes. */
  readonly restHang: NoParameters;
  /** The request is refused with 429, with or without a `Retry-After` of `retryAfterMs`. */
  readonly rest429: { readonly retryAfter: boolean; readonly retryAfterMs: number };
  /** The request is refused with 418, "banned until" this much from now; the ban is said, not enforced. */
  readonly rest418: { readonly banMs: number };
  /** The request is carried out, its reply replaced by a server error. */
  readonly rest5xx: { readonly status: number };
  /** The reply is a page for people, with this status. */
  readonly restHtml: { readonly status: number };
  /** The reply is 200 without a body. */
  readonly restEmpty: NoParameters;
  /** The reply is 200 with the first half of its JSON. */
  readonly restTruncated: NoParameters;
  /** The reply is JSON of the wrong shape: rows lose their last columns, objects are wrapped. */
  readonly restWrongRows: NoParameters;
  /** Two adjacent rows in the middle of the klines change places. */
  readonly restRowsOutOfOrder: NoParameters;
  /** A row in the middle of the klines is missing. */
  readonly restHole: NoParameters;

  /**
   * The clock that REST shows and checks timestamps by is off by this much market time. Klines, streams and their event
   * times go on by the right one.
   */
  readonly clockOff: { readonly offsetMs: number };
  /** That clock jumps by this much, and stays there. */
  readonly clockStep: { readonly offsetMs: number };

  /** The listenKey expires: its sockets are told, with `E` as this type, and hear no more. */
  readonly listenKeyExpired: { readonly eventTime: 'number' | 'string' };
  /** The next keep-alive finds that the venue has forgotten the listenKey: -1125, and its sockets hear no more. */
  readonly listenKeyUnknown: NoParameters;
  /** The next listenKey handed out is a bogus one: it handshakes and stays silent. */
  readonly listenKeySilent: NoParameters;

  /** A request for an order, or to cancel some, is never answered; it was carried out, or was not. */
  readonly orderTimeout: OfOrderRequest & { readonly isTaken: boolean };
  /**
   * It is answered that nobody knows what came of it: 503 without a word on the order, or 408 with -1007. It was carried
   * out, or was not.
   */
  readonly orderUnknown: OfOrderRequest & { readonly isTaken: boolean; readonly status: 503 | 408 };
  /** It is refused with this code, and not carried out. */
  readonly orderRejected: OfOrderRequest & { readonly code: number; readonly message: string };
  /** Its reply comes this much later, after the events of what it did. */
  readonly orderReplyLate: OfOrderRequest & { readonly delayMs: number };
  /** The events of what it did come this much after its reply; later ones wait behind them. */
  readonly orderEventsLate: OfOrderRequest & { readonly delayMs: number };
  /** An event of an order comes twice, back to back. */
  readonly orderEventTwice: NoParameters;
  /** The account's connections end right after the event of a new order: its fills go unheard. */
  readonly orderDisconnect: NoParameters;
}

interface OfOrderRequest {
  readonly request: 'place' | 'cancel';
}

type NoParameters = object;

export type FaultKind = keyof FaultParameters;

/** When a fault happens, in wall time since the simulator's start. */
export interface FaultTiming {
  /** Default 0: at once. */
  readonly atMs?: number;
  /** Again and again with this period; each time is a fault of its own. */
  readonly everyMs?: number;
  /** How long it lasts. Kinds that hit single things (frames, finals, requests, handshakes) end when `count` is reached, too. */
  readonly forMs?: number;
  /** How many things it hits; default 1, or without limit when `forMs` is given. */
  readonly count?: number;
  /** For kinds that befall connections: also those that open while it lasts. Default false: reconnecting heals. */
  readonly alsoNew?: boolean;
}

/** What a fault befalls: all that match every given field. Texts may hold `*` and `?`, and letter case does not count. */
export interface FaultWhere {
  /** What a connection or stream carries. */
  readonly feed?: 'kline' | 'price' | 'account';
  readonly route?: 'market' | 'public' | 'private' | 'unrouted';
  /** A stream's name: `btcusdt@kline_*`. A connection matches when one of its streams does. */
  readonly stream?: string;
  readonly symbol?: string;
  readonly interval?: string;
  /** A connection's number, counted from 1 in the order of their handshakes. */
  readonly connection?: number;
  /** The path of a REST request or a handshake. */
  readonly path?: string;
  /** Only one of those that match when the fault begins: the one at this share, in [0, 1), of their list. */
  readonly lot?: number;
}

type SpecOf<K extends FaultKind> = FaultTiming &
  Partial<FaultParameters[K]> & { readonly kind: K; readonly where?: FaultWhere };

/** A fault as plain data: `{ kind: 'close', code: 1012, atMs: 5_000, where: { feed: 'kline' } }`. */
export type FaultSpec = { [K in FaultKind]: SpecOf<K> }[FaultKind];

/** A fault with every default filled in. */
export interface Fault<K extends FaultKind = FaultKind> {
  readonly kind: K;
  readonly atMs: number;
  readonly everyMs: number | undefined;
  /** Infinity: until the simulator stops, or `count` is reached. */
  readonly forMs: number;
  readonly count: number;
  readonly alsoNew: boolean;
  readonly where: FaultWhere;
  readonly parameters: FaultParameters[K];
}
