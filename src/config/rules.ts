import type { ConfigPath } from './paths.js';
import type { Config } from './schema.js';

/** A law between leaves that are each valid by themselves. */
export interface Rule {
  /** The leaf to blame first, then those it depends on. */
  readonly paths: readonly [ConfigPath, ...ConfigPath[]];
  /** What the first leaf must be. */
  readonly expected: string;
  readonly holds: (config: Config) => boolean;
}

const rules: readonly Rule[] = [
  {
    // The newest row of a snapshot is usually still open and does not count.
    paths: ['windows.snapshotKlines', 'windows.klines'],
    expected: 'at least `windows.klines` + 1',
    holds: ({ windows }) => windows.snapshotKlines >= windows.klines + 1,
  },
  {
    paths: ['feeds.backoff.capMs', 'feeds.backoff.baseMs'],
    expected: 'at least `feeds.backoff.baseMs`',
    holds: ({ feeds }) => feeds.backoff.capMs >= feeds.backoff.baseMs,
  },
  {
    // Pongs are all that a quiet account says: one that is late must not end the connection.
    paths: ['feeds.accountMaxSilenceMs', 'feeds.pingPeriodMs'],
    expected: 'at least twice `feeds.pingPeriodMs`',
    holds: ({ feeds }) => feeds.accountMaxSilenceMs >= 2 * feeds.pingPeriodMs,
  },
  {
    // Forming klines are most of what a connection says: held back, they cannot show that it lives.
    paths: ['feeds.formingKlinesPeriodMs', 'feeds.klineMaxSilenceMs'],
    expected: 'at most half of `feeds.klineMaxSilenceMs`',
    holds: ({ feeds }) => 2 * (feeds.formingKlinesPeriodMs ?? 0) <= feeds.klineMaxSilenceMs,
  },
  {
    paths: ['exchange.streamUrl'],
    expected: 'the root of the streams: routes such as /market/stream are added to it',
    holds: ({ exchange }) => !/\/(ws|stream|market|public|private)$/.test(new URL(exchange.streamUrl).pathname),
  },
  {
    // Two connections go on together that long, no more than two.
    paths: ['feeds.rotation.lifetimeMs', 'feeds.rotation.overlapMs'],
    expected: 'more than `feeds.rotation.overlapMs`',
    holds: ({ feeds }) => feeds.rotation.lifetimeMs > feeds.rotation.overlapMs,
  },
  {
    paths: ['simulator.dataDir', 'simulator.market'],
    expected: 'a folder when `simulator.market` is `recorded`',
    holds: ({ simulator }) => simulator.market !== 'recorded' || simulator.dataDir !== null,
  },
  {
    paths: ['factors.weights.trend', 'factors.weights.momentum', 'factors.weights.volume', 'factors.weights.orderFlow'],
    expected: 'above 0 when all other `factors.weights` are 0',
    holds: ({ factors }) => Object.values(factors.weights).some((weight) => weight > 0),
  },
];

/** The rules that a configuration of valid leaves breaks. */
export const brokenRules = (config: Config): readonly Rule[] => rules.filter((rule) => !rule.holds(config));
