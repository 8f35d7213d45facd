import type { Logger } from 'pino';
import type { CycleResult } from '../../domain/cycle.js';
import type { Health } from '../../domain/health.js';
import type { Signal } from '../../domain/signal.js';
import type { JsonLog } from './jsonLog.js';
import type { Presenter } from './presenter.js';
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
      for (const { symbol, factor, message } of cycle.failed)
        log.error({ symbol, factor }, `factor failed: ${message}`);
      for (const signal of cycle.signals) log.info(signalFields(signal), 'signal');
    },
    health: (health) => logHealth(log, health),
    badFrame: ({ reason, sample }, countSoFar) => log.warn({ reason, sample, countSoFar }, 'frame skipped'),
    finished: (report) => {
      for (const sentence of reportSentences(report)) log.info(sentence);
    },
    close,
  };
}

function logHealth(log: Logger, health: Health): void {
  const sentence = healthSentence(health);
  const { cause, ...fields } = { cause: undefined, ...health };
  const line = { ...fields, ...(cause && { code: cause.code, details: cause.details }) };
  if (sentence === undefined) log.debug(line, 'health');
  else if (isTrouble(health)) log.warn(line, sentence);
  else log.info(line, sentence);
}

function cycleFields({
  cycle,
  atMs,
  scores,
  skipped,
  failed,
  signals,
  durationMs,
  restCalls,
  windowHits,
  windowMisses,
}: CycleResult): object {
  return {
    cycle,
    marketTime: new Date(atMs).toISOString(),
    symbols: scores.length,
    skipped: skipped.length,
    failed: failed.length,
    signals: signals.length,
    durationMs: Number(durationMs.toFixed(3)),
    restCalls,
    windowHits,
    windowMisses,
    strongest: scores.slice(0, strongestShown).map(({ symbol, score }) => [symbol, Number(score.toFixed(1))]),
  };
}

function signalFields({ id, symbol, direction, score, parts, price, atMs, certificates }: Signal): object {
  return {
    id,
    symbol,
    direction,
    score: Number(score.toFixed(2)),
    price,
    marketTime: new Date(atMs).toISOString(),
    parts: Object.fromEntries(parts.map((part) => [part.factor, Number(part.score.toFixed(1))])),
    certificates,
  };
}
