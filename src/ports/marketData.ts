import type { Observable } from 'rxjs';
import type { MarkPricesEvent, OpenInterest } from '../domain/derivatives.js';
import type { BadFrame, IgnoredFrame, KlineEvent, PricesEvent, RefusedFrame, Topic } from '../domain/feed.js';
import type { BookTicker, Instrument, Ticker24h } from '../domain/instrument.js';
import type { InstrumentSymbol, Kline, KlineInterval } from '../domain/kline.js';

/** The connection is up. Emitted once, before the first frame. */
export interface SocketOpened {
  readonly kind: 'socketOpened';
}

/** The other side answered one of our pings. Only from feeds that are silent by nature, where pongs count as life. */
export interface SocketPong {
  readonly kind: 'pong';
}

/**
 * The connection still waits for the connection governor to let it be opened. Every few seconds of a long wait, so that
 * waiting is not taken for silence; it is no sign that the other side delivers.
 */
export interface SocketWaiting {
  readonly kind: 'waiting';
}

/** A text frame: its text, or the UTF-8 bytes of it. Most frames are passed over, which costs less than making a text. */
export type Frame = string | Buffer;

/** True for what is to be decoded, false for what a connection says of itself. */
export const isFrame = (event: SocketEvent): event is Frame => typeof event === 'string' || event instanceof Uint8Array;

/**
 * A connection may say that it waits, then says that it is open, then its text frames, among them perhaps pongs, and
 * signs of frames that it passed over since they carry nothing.
 */
export type SocketEvent = SocketWaiting | SocketOpened | SocketPong | Frame | IgnoredFrame;

/** One class of live data of a venue: how to connect to it, and how to read it. */
export interface FeedSource<T> {
  /**
   * Cold: each subscription opens one connection, unsubscribing closes it. Follows `topics$`, which replays its latest
   * value, with subscribe and unsubscribe frames, chunked and paced as the venue wants them. Frames that carry nothing
   * may be passed over, unless `isNews` says otherwise; some of them are told even so, as signs of life.
   * Errors: `FeedClosedError`, `FeedRefusedError`, `ExchangeUnreachableError`. Does not retry and does not watch for
   * silence: the feed does.
   */
  readonly connect: (
    topics$: Observable<ReadonlySet<Topic>>,
    isNews?: (frame: Frame) => boolean,
  ) => Observable<SocketEvent>;
  /** Never throws: what cannot be read is a `badFrame`. */
  readonly decode: (frame: Frame) => T | IgnoredFrame | BadFrame | RefusedFrame;
  /** What it may mean that a connection was subscribed and never sent anything of it; ends a sentence on its silence. */
  readonly whenNeverHeard?: string;
  /** How a frame names its topic, cheaply and without parsing; absent where frames do not say. */
  readonly labels?: {
    readonly for: (topic: Topic) => string;
    readonly of: (frame: Frame) => string | undefined;
  };
}

/** Klines of one series, oldest first. Without `fromMs` the newest `limit` are meant. */
export interface KlineQuery {
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
  /** Open time of the first kline wanted. */
  readonly fromMs?: number;
  /** Open time of the last kline wanted. */
  readonly toMs?: number;
  readonly limit: number;
  /** Repairs go before snapshots when requests wait for budget. Default `repair`. */
  readonly purpose?: 'repair' | 'snapshot';
}

/** What has been spent of a venue's request weight. */
export interface RestBudget {
  /** Requests sent since start. */
  readonly calls: number;
  /** Weight of these requests. */
  readonly weight: number;
  /** Weight in use in the current minute, by our count or the venue's, whichever is higher. */
  readonly usedWeight: number;
  /** The venue's limit for a minute. */
  readonly limitWeight: number;
  /** Requests waiting for budget. */
  readonly waiting: number;
  /** 429 and 418 answers since start. */
  readonly rateLimited: number;
  /** Nothing is sent before this instant (wall clock); 0 when free. */
  readonly blockedUntilMs: number;
}

/** What has been used of a venue's allowance of new connections, by all feeds of the process together. */
export interface ConnectionBudget {
  /** Connections opened, or tried, since start. */
  readonly opened: number;
  /** Of these, those that count in the current window. */
  readonly inWindow: number;
  /** The most that may count in one window. */
  readonly limit: number;
  /** Connections that wait for their turn. */
  readonly waiting: number;
}

/** The one governor that every connection of the process asks before it is opened. Apart from `MarketData`: a replay has none. */
export interface ConnectionGovernorPort {
  /** Replays its latest; changes while connections wait or count. */
  readonly connectionBudget$: Observable<ConnectionBudget>;
}

/** A venue's clock, read once. */
export interface ServerTimeSample {
  readonly serverTimeMs: number;
  /** Wall clock when the request left. */
  readonly sentAtMs: number;
  /** Wall clock when the answer was here. */
  readonly receivedAtMs: number;
}

/**
 * A venue's public data. Every Observable is cold, emits once and completes, except `budget$`, which replays its latest.
 * Requests wait for budget, and are repeated by the adapter after 429 and 5xx only as far as the venue allows; errors
 * are `ScannerError`s.
 */
export interface MarketData {
  readonly klines: FeedSource<KlineEvent>;
  readonly prices: FeedSource<PricesEvent>;
  readonly markPrices: FeedSource<MarkPricesEvent>;
  readonly fetchInstruments: () => Observable<readonly Instrument[]>;
  readonly fetchTickers24h: () => Observable<readonly Ticker24h[]>;
  /** The best bid and ask of every symbol. */
  readonly fetchBookTickers: () => Observable<readonly BookTicker[]>;
  /** Waits until nobody else waits, and is asked at a pace that leaves others at least half of the budget. */
  readonly fetchOpenInterest: (symbol: InstrumentSymbol) => Observable<OpenInterest>;
  /** `maxRetries` 0: whoever waits for the exchange wants to know at once when it does not answer. */
  readonly fetchServerTime: (options?: { readonly maxRetries: number }) => Observable<ServerTimeSample>;
  /**
   * Ascending; `isClosed` is true only for klines that were surely closed when the exchange answered
   * (`closeTimeMs` before the server's time at the sending of the request).
   */
  readonly fetchKlines: (query: KlineQuery) => Observable<readonly Kline[]>;
  readonly budget$: Observable<RestBudget>;
}
