import { asyncScheduler, defer, scheduled, throwError, type Observable } from 'rxjs';
import type { Config } from '../config/schema.js';
import { evaluateHistory, type EvaluationEvent } from '../core/evaluation/evaluateHistory.js';
import type { KlineHistory } from '../core/evaluation/klineHistory.js';
import { scanTimes } from '../core/evaluation/scanTimes.js';
import type { Factor } from '../core/factors/factor.js';
import { wildcardFinder } from '../core/universe/wildcard.js';
import { BadInputError } from '../domain/errors.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { scanRules, signalRules } from './scoringRules.js';

/** The parts of the configuration that an evaluation reads. */
export type EvaluationConfig = Pick<Config, 'windows' | 'scan' | 'factors'> & {
  readonly universe: Pick<Config['universe'], 'symbols' | 'blacklist'>;
};

export interface EvaluateDeps {
  readonly config: EvaluationConfig;
  readonly history: KlineHistory;
  /** Factors beside the built-in ones, each with its own weight. Default: none. */
  readonly factors?: readonly Factor[];
  /** Between two scans; whole minutes. Default 5 minutes. */
  readonly everyMs?: number;
  /** How far ahead is looked for what came; whole minutes, ascending. Default 5 minutes, 1 hour, 4 hours. */
  readonly horizonsMs?: readonly number[];
  /** The first scan. Default: the first one with warm windows. */
  readonly fromMs?: number | undefined;
  /** Nothing later is looked at. Default: the end of the recording. */
  readonly toMs?: number | undefined;
  /** Of the bootstrap. Default 1. */
  readonly seed?: number;
  /** Of the bootstrap. Default 2,000. */
  readonly resamples?: number;
}

const minuteMs = 60_000;

/**
 * Finds out what a configuration knew beforehand: scans recorded klines as a scanner would have that ran then, and compares
 * factors, scores and signals with the prices that followed. Offline. Tells how far it is, and then the evaluation; works in
 * steps, so that unsubscribing stops it. Fails with `BadInputError` when the recording is too short, lacks a symbol that is
 * asked for, or a factor makes no sense.
 */
export const evaluate = (deps: EvaluateDeps): Observable<EvaluationEvent> =>
  defer(() => {
    const { config, history, factors = [], everyMs = 5 * minuteMs, seed = 1, resamples = 2_000 } = deps;
    const { horizonsMs = [5 * minuteMs, 60 * minuteMs, 240 * minuteMs], fromMs, toMs } = deps;
    const rules = scanRules(config, factors);
    const symbols = symbolsOf(history, config.universe);
    const spans = symbols.map((symbol) => history.spans.get(symbol)!);
    const recorded = {
      fromMs: Math.min(...spans.map((span) => span.fromMs)),
      toMs: Math.max(...spans.map((span) => span.toMs)),
    };
    const times = scanTimes({ recorded, rules, everyMs, horizonsMs, fromMs, toMs });
    if (times.instantsMs.length === 0) return throwError(() => tooShort(recorded, times.warmAtMs, deps));
    const steps = evaluateHistory({
      history,
      symbols,
      rules,
      signalRules: signalRules(config, factors),
      windowKlines: config.windows.klines,
      times,
      everyMs,
      horizonsMs,
      resamples,
      seed,
    });
    // A turn of the event loop for every step.
    return scheduled(steps, asyncScheduler);
  });

function symbolsOf(
  { spans }: KlineHistory,
  { symbols: wanted, blacklist }: EvaluationConfig['universe'],
): readonly InstrumentSymbol[] {
  const all = [...spans.keys()];
  const unknown = wanted.find((pattern) => !all.some((symbol) => wildcardFinder([pattern])(symbol) !== undefined));
  if (unknown !== undefined) throw notRecorded(unknown);
  const isWanted = wildcardFinder(wanted.length === 0 ? ['*'] : wanted);
  const isRefused = wildcardFinder(blacklist);
  const symbols = all.filter((symbol) => isWanted(symbol) !== undefined && isRefused(symbol) === undefined);
  if (symbols.length === 0) throw notRecorded(wanted.join(', '));
  return symbols;
}

const notRecorded = (found: string): BadInputError =>
  new BadInputError(`symbols: ${found} is not among the recorded klines`, {
    place: 'symbols',
    found,
    expected: 'a symbol that is recorded and not on the blacklist',
  });

interface Recorded {
  readonly fromMs: number;
  readonly toMs: number;
}

function tooShort(recorded: Recorded, warmAtMs: number, { fromMs, toMs }: EvaluateDeps): BadInputError {
  const found = `klines from ${inWords(recorded.fromMs)} to ${inWords(recorded.toMs)}`;
  const asked = [
    fromMs === undefined ? '' : ` from ${inWords(fromMs)}`,
    toMs === undefined ? '' : ` to ${inWords(toMs)}`,
  ];
  const expected =
    fromMs === undefined
      ? `scans${asked.join('')}, when windows are not warm before ${inWords(warmAtMs)}: an earlier first scan or shorter intervals would do`
      : `scans${asked.join('')} with at least the shortest horizon after them`;
  return new BadInputError(`found ${found}, too short for ${expected}`, { place: 'klines', found, expected });
}

/** `2026-02-05T01:00Z` */
const inWords = (atMs: number): string => new Date(atMs).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
