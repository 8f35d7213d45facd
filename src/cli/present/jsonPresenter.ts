import type { Logger } from 'pino';
import type { CycleResult } from '../../domain/cycle.js';
import type { Health } from '../../domain/health.js';
import type { Signal } from '../../domain/signal.js';
import type { TradeNews } from '../trading/tradeNews.js';
import { failuresOf } from './failures.js';
import type { JsonLog } from './jsonLog.js';
import type { Presenter } from './presenter.js';
import { statusFields, tradeFields } from './tradeFields.js';
import { healthSentence, isTrouble, reportSentences } from './sentences.js';

const strongestShown = 5;

/** For programs: one JSON line per event. */
export function jsonPresenter({ log, close }: JsonLog): Presenter {
  let lastShare = -1;
  return {
    say: (sentence) => log.info(sentence),
    warn: (sentence) => log.warn(sentence),
    warmUp: ({ series, ready, failed, etaMs, isComplete }) => {
      const share = Math.floor(((ready + failed) / series) * 10);
      if (share === lastShare && !isComplete) return;
      lastShare = share;
      log.info({ series, ready, failed, etaMs: etaMs === undefined ? null : Math.round(etaMs) }, 'warm-up');
    },
    cycle: (cycle) => {
      log.info(cycleFields(cycle), 'cycle');
      for (const { message, ...failure } of failuresOf(cycle.failed)) log.error(failure, `factor failed: ${message}`);
      for (const signal of cycle.signals) logSignal(log, signal);
    },
    trade: (news, status) => {
      const what = news.kind === 'refused' ? 'signal not traded' : `position ${news.kind}`;
      log[alarms.has(news.kind) ? 'warn' : 'info'](tradeFields(news, status), what);
    },
    trading: (status) => log.debug(statusFields(status), 'trading'),
    health: (health) => logHealth(log, health),
    badFrame: ({ reason, sample }, countSoFar) => log.warn({ reason, sample, countSoFar }, 'frame skipped'),
    finished: (report) => {
      for (const sentence of reportSentences(report)) log.info(sentence);
    },
    close,
  };
}

const alarms: ReadonlySet<TradeNews['kind']> = new Set(['orphaned', 'unprotected', 'stuck']);

function logHealth(log: Logger, health: Health): void {
  const sentence = healthSentence(health);
  const { cause, ...fields } = { cause: undefined, ...health };
  const line = { ...fields, ...(cause && { code: cause.code, details: cause.details }) };
  if (sentence === undefined) log.debug(line, 'health');
  else if (isTrouble(health)) log.warn(line, sentence);
  else log.info(line, sentence);
}

/** An update is news for who follows the signal, not for who reads the log. */
function logSignal(log: Logger, signal: Signal): void {
  if (signal.kind === 'opened') log.info(signalFields(signal), 'signal');
  else if (signal.kind === 'closed') log.info({ ...signalFields(signal), cause: signal.cause }, 'signal closed');
  else log.debug(signalFields(signal), 'signal updated');
}

function cycleFields({
  cycle,
  atMs,
  scores,
  skipped,
  failed,
  regime,
  recomputed,
  oldestInputAgeMs,
  signals,
  durationMs,
  stages,
  symbolsPerSecond,
  restCalls,
  windowHits,
  windowMisses,
  windowHitRatio,
  windowsBytes,
  rssBytes,
}: CycleResult): object {
  return {
    cycle,
    marketTime: new Date(atMs).toISOString(),
    symbols: scores.length,
    skipped: skipped.length,
    failed: failed.length,
    signals: signals.length,
    recomputed,
    durationMs: rounded(durationMs),
    stages: Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [stage, rounded(ms as number)])),
    symbolsPerSecond: Math.round(symbolsPerSecond),
    restCalls,
    windowHits,
    windowMisses,
    windowHitRatio: rounded(windowHitRatio),
    oldestInputAgeMs,
    windowsBytes,
    rssBytes,
    ...(regime && {
      regime: { ...regime, trend: rounded(regime.trend), relativeVolatility: rounded(regime.relativeVolatility) },
    }),
    strongest: scores.slice(0, strongestShown).map(({ symbol, score }) => [symbol, Number(score.toFixed(1))]),
  };
}

const rounded = (value: number): number => Number(value.toFixed(3));

function signalFields(signal: Signal): object {
  const { id, symbol, direction, score, parts, price, priceTimeMs, atMs, certificates, configHash, probability } =
    signal;
  const spoken = parts.flatMap(({ factor, score: said }) => (said === undefined ? [] : [[factor, said] as const]));
  const silent = parts.flatMap(({ factor, abstained }) =>
    abstained === undefined ? [] : [[factor, abstained] as const],
  );
  return {
    id,
    symbol,
    direction,
    score: Number(score.toFixed(2)),
    ...(probability !== undefined && { probability: rounded(probability) }),
    price,
    priceTimeMs,
    marketTime: new Date(atMs).toISOString(),
    parts: Object.fromEntries(spoken.map(([factor, said]) => [factor, Number(said.toFixed(2))])),
    abstained: Object.fromEntries(silent),
    certificates,
    configHash,
  };
}
