import { destination, pino, type LevelWithSilent } from 'pino';
import type { CycleResult } from '../../domain/cycle.js';
import type { Signal } from '../../domain/signal.js';
import type { Presenter } from './presenter.js';
import { healthSentence, reportSentences } from './sentences.js';

const strongestShown = 5;

/** JSON lines on standard output, written asynchronously. */
export function jsonPresenter(level: LevelWithSilent): Presenter {
  const stream = destination({ fd: 1, sync: false });
  const log = pino({ base: null, level, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  let lastShare = -1;
  return {
    say: (sentence) => log.info(sentence),
    warn: (sentence, details = {}) => log.warn(details, sentence),
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
    health: (health) => {
      const sentence = healthSentence(health);
      const { cause, ...fields } = health;
      const line = { ...fields, ...(cause && { code: cause.code, details: cause.details }) };
      if (sentence) log[cause ? 'warn' : 'info'](line, sentence);
      else log.debug(line, 'health');
    },
    badFrame: ({ reason, sample }, countSoFar) => log.warn({ reason, sample, countSoFar }, 'frame skipped'),
    finished: (report) => {
      for (const sentence of reportSentences(report)) log.info(sentence);
    },
    close: () => ended(stream),
  };
}

/** Resolves when every line is written. */
const ended = (stream: ReturnType<typeof destination>): Promise<void> =>
  new Promise((resolve) => {
    stream.once('close', resolve);
    stream.end();
  });

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
