import type { ConfigPath } from './paths.js';
import type { Config } from './schema.js';
import { tradingLaws } from './tradingLaws.js';
import { virtualLaws } from './virtualLaws.js';

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
    // One request that fails must not make the last sample stale.
    paths: ['factors.openInterestMaxAgeMs', 'derivatives.openInterestPeriodMs'],
    expected: 'at least twice `derivatives.openInterestPeriodMs`',
    holds: ({ factors, derivatives }) => factors.openInterestMaxAgeMs >= 2 * derivatives.openInterestPeriodMs,
  },
  {
    paths: ['spot.streamUrl', 'spot.restUrl'],
    expected: 'given when `spot.restUrl` is, and null when that is',
    holds: ({ spot }) => (spot.restUrl === null) === (spot.streamUrl === null),
  },
  {
    paths: ['spot.klines', 'factors.parameters.orderFlow.klines'],
    expected: 'at least `factors.parameters.orderFlow.klines`',
    holds: ({ spot, factors }) => !spot.enabled || spot.klines >= factors.parameters.orderFlow.klines,
  },
  {
    paths: ['factors.spreadMaxAgeMs', 'derivatives.spreadPeriodMs'],
    expected: 'at least twice `derivatives.spreadPeriodMs`',
    holds: ({ factors, derivatives }) => factors.spreadMaxAgeMs >= 2 * derivatives.spreadPeriodMs,
  },
  {
    paths: [
      'derivatives.openInterestSamples',
      'derivatives.openInterestPeriodMs',
      'factors.parameters.openInterest.spanMs',
    ],
    expected: 'enough samples, one each `openInterestPeriodMs`, for `factors.parameters.openInterest.spanMs`',
    holds: ({ factors, derivatives: { openInterestSamples, openInterestPeriodMs } }) =>
      (openInterestSamples - 1) * openInterestPeriodMs >= factors.parameters.openInterest.spanMs,
  },
  {
    paths: ['simulator.dataDir', 'simulator.market'],
    expected: 'a folder when `simulator.market` is `recorded`',
    holds: ({ simulator }) => simulator.market !== 'recorded' || simulator.dataDir !== null,
  },
  {
    paths: ['scan.leaveScore', 'scan.minScore'],
    expected: 'at most `scan.minScore`',
    holds: ({ scan }) => scan.leaveScore === null || scan.leaveScore <= scan.minScore,
  },
  {
    paths: ['scan.confirmCycles', 'scan.confirmOfCycles'],
    expected: 'at most `scan.confirmOfCycles`',
    holds: ({ scan }) => scan.confirmCycles <= scan.confirmOfCycles,
  },
  {
    paths: ['prediction.minProbability', 'prediction.modelFile'],
    expected: 'null without `prediction.modelFile`',
    holds: ({ prediction }) => prediction.minProbability === null || prediction.modelFile !== null,
  },
  {
    paths: [
      'factors.weights.trend',
      'factors.weights.momentum',
      'factors.weights.volume',
      'factors.weights.orderFlow',
      'factors.weights.openInterest',
      'factors.weights.basisFunding',
    ],
    expected: 'above 0 when all other weights of directional factors are 0',
    holds: ({ factors: { weights } }) =>
      [
        weights.trend,
        weights.momentum,
        weights.volume,
        weights.orderFlow,
        weights.openInterest,
        weights.basisFunding,
      ].some((weight) => weight > 0),
  },
  {
    paths: ['factors.parameters.trend.slowKlines', 'factors.parameters.trend.fastKlines'],
    expected: 'more than `factors.parameters.trend.fastKlines`',
    holds: ({ factors: { parameters } }) => parameters.trend.slowKlines > parameters.trend.fastKlines,
  },
  {
    paths: ['factors.parameters.volume.usualKlines', 'factors.parameters.volume.recentKlines'],
    expected: 'more than `factors.parameters.volume.recentKlines`',
    holds: ({ factors: { parameters } }) => parameters.volume.usualKlines > parameters.volume.recentKlines,
  },
  {
    paths: ['factors.parameters.liquidity.richQuoteVolume', 'factors.parameters.liquidity.poorQuoteVolume'],
    expected: 'more than `factors.parameters.liquidity.poorQuoteVolume`',
    holds: ({ factors: { parameters } }) => parameters.liquidity.richQuoteVolume > parameters.liquidity.poorQuoteVolume,
  },
  {
    // A swing needs klines on both sides, and one must fit.
    paths: ['factors.parameters.structure.klines', 'factors.parameters.structure.swingKlines'],
    expected: 'more than twice `factors.parameters.structure.swingKlines`',
    holds: ({ factors: { parameters } }) => parameters.structure.klines > 2 * parameters.structure.swingKlines,
  },
  ...tradingLaws,
  ...virtualLaws,
];

/** The rules that a configuration of valid leaves breaks. */
export const brokenRules = (config: Config): readonly Rule[] => rules.filter((rule) => !rule.holds(config));
