import type { Config } from '../../config/schema.js';
import type { ScannerError } from '../../domain/errors.js';
import type { AccountHealth, ConnectionHealth, Health } from '../../domain/health.js';
import type { RunReport } from '../report/report.js';
import { tradingSentence } from '../trading/sentences.js';

/** What is being scanned, and how to go live: the first line of a run. */
export function greeting({ exchange, simulator }: Config, profile: string, version: string): string {
  const who = `Candlewick ${version}, profile ${profile}`;
  if (exchange.mode === 'live') return `${who}: scanning ${exchange.restUrl}.`;
  const { market, seed, speed, dataDir } = simulator;
  const what = market === 'recorded' ? `the recorded market in ${dataDir}` : `a synthetic market (seed ${seed})`;
  return `${who}: scanning ${what} on an embedded exchange at ${speed}× real time; for the real one: npm start -- --profile live`;
}

export const unreachableSentence = (error: ScannerError): string =>
  `The exchange cannot be reached: ${causeOf(error)}; trying on.`;

/** What a change of health means, in one sentence; `undefined` when it is not worth one. */
export function healthSentence(health: Health): string | undefined {
  switch (health.kind) {
    case 'connection':
      return health.isRefresh ? undefined : connectionSentence(health);
    case 'account':
      return accountSentence(health);
    case 'spot':
      return `The spot market cannot be followed: ${causeOf(health.cause)}; scanning without it.`;
    case 'rest':
      return health.isWorking ? 'REST works again.' : `REST does not work: ${causeOf(health.cause)}; trying on.`;
    case 'series':
      return health.status === 'dead' ? `${health.series} cannot be followed: ${causeOf(health.cause)}.` : undefined;
    case 'held':
    case 'restBudget':
    case 'connectionBudget':
      return undefined;
  }
}

/** True for a change for the worse. */
export function isTrouble(health: Health): boolean {
  switch (health.kind) {
    case 'connection':
      return health.cause !== undefined || health.state === 'waiting';
    case 'account':
      return health.cause !== undefined || health.status !== 'ready';
    case 'rest':
    case 'series':
    case 'spot':
      return health.cause !== undefined;
    case 'held':
    case 'restBudget':
    case 'connectionBudget':
      return false;
  }
}

/** Only the first loss is told: what follows until the connection is open again are attempts. */
function connectionSentence({ feed, connection, state, attempt, cause }: ConnectionHealth): string | undefined {
  if (state === 'open') return `The ${feed} connection ${connection} is open.`;
  if (state === 'closed' || attempt > 1) return undefined;
  if (state === 'waiting') return `The ${feed} connection ${connection} waits: the exchange allows no more just now.`;
  const neverOpened = cause?.code === 'EXCHANGE_UNREACHABLE' || cause?.code === 'FEED_REFUSED';
  const what = neverOpened ? 'cannot be opened' : 'was lost';
  return `The ${feed} connection ${connection} ${what}: ${causeOf(cause)}; trying on.`;
}

/** `The account is known: 2 positions, 1 open order.` */
function accountSentence({ status, cause, positions, openOrders }: AccountHealth): string {
  if (status === 'dead') return `The account cannot be watched: ${causeOf(cause)}.`;
  if (cause) return `The account cannot be read: ${causeOf(cause)}; trying on.`;
  if (status === 'reconciling') return 'What is known of the account may be out of date; it is being read.';
  return `The account is known: ${counted(positions, 'position')}, ${counted(openOrders, 'open order')}.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

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
    ...(report.positions ? [tradingSentence(report.positions)] : []),
    ...(audit
      ? [
          `Audit: ${audit.compared} klines of ${audit.series} windows compared with the exchange's truth: ${audit.missing} missing, ${audit.duplicate} duplicate, ${audit.different} different.`,
        ]
      : []),
  ];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
