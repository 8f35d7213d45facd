import type { ScannerError } from './errors.js';
import type { Kline } from './kline.js';
import type { Price } from './price.js';

/** What a connection is asked to deliver: a series key for the kline feed; the others have one topic each. */
export type Topic = string;

/** The one topic of the price feed. */
export const allPrices: Topic = 'allPrices';

/** The one topic of the mark price feed. */
export const allMarkPrices: Topic = 'allMarkPrices';

/** A kline as it came over the wire. */
export interface KlineEvent {
  readonly kind: 'kline';
  readonly kline: Kline;
  /** When the exchange says it sent this. */
  readonly exchangeTimeMs: number;
}

/** Prices that changed, as many as the exchange put in one frame. */
export interface PricesEvent {
  readonly kind: 'prices';
  readonly prices: readonly Price[];
  readonly exchangeTimeMs: number;
}

/** A frame that counts as life but carries nothing the feed keeps: a forming kline, a reply to SUBSCRIBE, a pong. */
export interface IgnoredFrame {
  readonly kind: 'ignored';
  /** How many frames it stands for; absent: one. A pong is none. */
  readonly frames?: number;
}

/** A frame that cannot be used. `sample` is its beginning, at most 200 characters. */
export interface BadFrame {
  readonly kind: 'badFrame';
  readonly reason: string;
  readonly sample: string;
}

/** The exchange refused one of our control frames. */
export interface RefusedFrame {
  readonly kind: 'refused';
  readonly reason: string;
}

/** What has come on a connection, over all its attempts. A live view: read it, do not keep it. */
export interface ConnectionTraffic {
  readonly frames: number;
  /** When the last frame or pong came, wall clock; `undefined` before the first. */
  readonly lastFrameAtMs: number | undefined;
}

/** A connection waits for its turn to be opened. Told every few seconds while it waits. */
export interface ConnectionWaiting {
  readonly kind: 'waiting';
  readonly feed: string;
  readonly connection: number;
  readonly atMs: number;
}

/** A connection is up and its topics are being subscribed. */
export interface ConnectionOpened {
  readonly kind: 'opened';
  readonly feed: string;
  readonly connection: number;
  readonly atMs: number;
  /** What it is to carry: whatever of this came while nobody listened has been missed. */
  readonly topics: ReadonlySet<Topic>;
  /** The connection it takes over from, which is let go once this one delivers. */
  readonly replaces: number | undefined;
  readonly traffic: ConnectionTraffic;
}

/** Topics were subscribed and have not been heard of since; they are being subscribed anew. */
export interface TopicsSilent {
  readonly kind: 'silent';
  readonly feed: string;
  readonly connection: number;
  readonly atMs: number;
  readonly topics: ReadonlySet<Topic>;
}

/** A connection ended; the next attempt follows unless the error is not retryable. */
export interface ConnectionLost {
  readonly kind: 'lost';
  readonly feed: string;
  readonly connection: number;
  readonly atMs: number;
  readonly error: ScannerError;
}

/** A connection was let go: another has taken over from it, or what it carried is no longer wanted. */
export interface ConnectionClosed {
  readonly kind: 'closed';
  readonly feed: string;
  readonly connection: number;
  readonly atMs: number;
}

/** Everything a feed says: its data, and what happened to its connections, in one order. */
export type FeedEvent<T> =
  | T
  | IgnoredFrame
  | BadFrame
  | RefusedFrame
  | ConnectionWaiting
  | ConnectionOpened
  | ConnectionLost
  | ConnectionClosed
  | TopicsSilent;
