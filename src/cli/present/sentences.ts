import type { ConnectionHealth, Health } from '../../domain/health.js';
import type { RunReport } from '../report/report.js';

/** What a change of health means, in one sentence; `undefined` when it is not worth one. */
export function healthSentence(health: Health): string | undefined {
  switch (health.kind) {
    case 'connection':
      return connectionSentence(health);
    case 'rest':
      return health.isWorking ? 'REST works again.' : `REST does not work: ${causeOf(health.cause)}; trying on.`;
    case 'series':
      return health.status === 'dead' ? `${health.series} cannot be followed: ${causeOf(health.cause)}.` : undefined;
  }
}

function connectionSentence({ feed, connection, state, attempt, cause }: ConnectionHealth): string | undefined {
  if (state === 'open') return `${feed} connection ${connection} is open.`;
  return attempt === 1 ? `${feed} connection ${connection} lost: ${causeOf(cause)}; reconnecting.` : undefined;
}

const causeOf = (cause: Error | undefined): string => cause?.message.replace(/\.$/, '') ?? 'no reason given';

/** The run in a few lines. */
export function reportSentences(report: RunReport): readonly string[] {
  const { scans, warmUp, klines, signals, rest, memory, audit, feeds } = report;
  const { p50, p99 } = scans.durationMs;
  const reconnects = feeds.reduce((sum, feed) => sum + feed.reconnects, 0);
  return [
    `Warm-up: ${warmUp.ready} of ${warmUp.series} windows in ${seconds(warmUp.durationMs)}, ${warmUp.restCalls} REST calls, weight ${warmUp.restWeight}.`,
    `Scans: ${scans.count} cycles of ${scans.symbols} symbols, ${scans.skipped} skipped, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${scans.restCalls} REST calls.`,
    `Klines: ${klines.closedLive} live closes, ${klines.gapsDetected} gaps, ${klines.gapsRepaired} repaired, ${klines.duplicates} duplicates; ${reconnects} reconnects, ${rest.rateLimited} rate limits.`,
    `Signals: ${signals.count}. Memory: ${memory.rssMb} MB, windows ${memory.windowsMb} MB.`,
    ...(audit
      ? [
          `Audit: ${audit.compared} klines of ${audit.series} windows compared with the exchange's truth: ${audit.missing} missing, ${audit.duplicate} duplicate, ${audit.different} different.`,
        ]
      : []),
  ];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
