import { asyncScheduler } from 'rxjs';
import type { BadFrame } from '../../domain/feed.js';
import type { RestOptions } from './rest.js';
import type { SocketOptions } from './socket.js';
import type { SubscriptionOptions } from './subscriptions.js';

/** Everything the adapter must know, resolved. */
export interface BinanceSettings
  extends RestOptions, Omit<SocketOptions, 'feed' | 'url' | 'proxyUrl'>, SubscriptionOptions {
  /** Without a path: the route is the adapter's business. */
  readonly streamUrl: string;
  readonly streamProxyUrl?: string | undefined;
  /** Told of every row of a list that was dropped because it could not be read. */
  readonly onBadRow: (row: BadFrame) => void;
}

/** Where the venue is and what time it has there; the rest as far as it differs from `binanceDefaults`. */
export type BinanceOptions = Pick<BinanceSettings, 'restUrl' | 'streamUrl' | 'marketNow'> & Partial<BinanceSettings>;

/** The venue's limits with some distance, and time-outs that fit a public network. */
export const binanceDefaults = {
  scheduler: asyncScheduler,
  weightLimitPerMinute: 2_400,
  weightReserveRatio: 0.1,
  maxConcurrentRequests: 16,
  maxBlockMs: 300_000,
  requestTimeoutMs: 10_000,
  maxRetries: 3,
  retryBaseMs: 500,
  retryCapMs: 10_000,
  topicsPerSubscribe: 100,
  clientMessagesPerSecond: 5,
  handshakeTimeoutMs: 10_000,
  closeTimeoutMs: 1_000,
  random: Math.random,
  onBadRow: () => undefined,
} satisfies Partial<BinanceSettings>;
