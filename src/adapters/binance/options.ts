import { asyncScheduler } from 'rxjs';
import type { BadFrame } from '../../domain/feed.js';
import type { ConnectionGovernorOptions } from './connectionGovernor.js';
import type { RestOptions } from './rest.js';
import type { SocketOptions } from './socket.js';
import type { SubscriptionOptions } from './subscriptions.js';

/** What must be known of any of the venue's markets, resolved. */
export interface MarketSettings
  extends
    RestOptions,
    ConnectionGovernorOptions,
    Pick<SocketOptions, 'handshakeTimeoutMs' | 'closeTimeoutMs' | 'pingPeriodMs'>,
    SubscriptionOptions {
  /** Without a path: the route is the adapter's business. */
  readonly streamUrl: string;
  readonly streamProxyUrl?: string | undefined;
  /** Told of every row of a list that was dropped because it could not be read. */
  readonly onBadRow: (row: BadFrame) => void;
}

/** Everything the futures adapter must know, resolved. */
export interface BinanceSettings extends MarketSettings {
  /** How often forming klines are handed on, the latest of each series; `null`: never, only closed ones are. */
  readonly formingKlinesPeriodMs: number | null;
  /** How old a signed request may be when it arrives; the venue allows at most 60 s. */
  readonly recvWindowMs: number;
  /** How often an account's listen key, which is valid for an hour, is renewed. */
  readonly listenKeyRenewalMs: number;
  /** How long after a renewal that failed for a passing reason the next is tried. */
  readonly listenKeyRetryMs: number;
  /** End the listen keys on `close`. Off: another program that listens to the same account shares them. */
  readonly deleteListenKeyOnClose: boolean;
  /** How far the venue's answers about an account may lag behind its events. */
  readonly accountSettleMs: number;
}

/** Where the venue is and what time it has there; the rest as far as it differs from `binanceDefaults`. */
export type BinanceOptions = Pick<BinanceSettings, 'restUrl' | 'streamUrl' | 'marketNow'> & Partial<BinanceSettings>;

/** Limits that all markets of the venue share, with some distance, and time-outs that fit a public network. */
export const marketDefaults = {
  scheduler: asyncScheduler,
  weightReserveRatio: 0.1,
  maxConcurrentRequests: 16,
  maxBlockMs: 300_000,
  requestTimeoutMs: 10_000,
  maxRetries: 3,
  retryBaseMs: 500,
  retryCapMs: 10_000,
  topicsPerSubscribe: 100,
  handshakeTimeoutMs: 10_000,
  closeTimeoutMs: 1_000,
  pingPeriodMs: 20_000,
  maxConnects: 300,
  connectWindowMs: 300_000,
  connectSpacingMs: 50,
  random: Math.random,
  onBadRow: () => undefined,
} satisfies Partial<MarketSettings>;

/** The limits of futures. */
export const binanceDefaults = {
  ...marketDefaults,
  weightLimitPerMinute: 2_400,
  clientMessagesPerSecond: 5,
  recvWindowMs: 5_000,
  listenKeyRenewalMs: 1_800_000,
  listenKeyRetryMs: 60_000,
  deleteListenKeyOnClose: false,
  accountSettleMs: 500,
  formingKlinesPeriodMs: null,
} satisfies Partial<BinanceSettings>;
