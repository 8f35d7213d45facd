import type { InstrumentSymbol } from '../../domain/kline.js';
import type { SignalRules } from '../scoring/reduceSignals.js';
import type { ScanRules } from '../scoring/scanRules.js';
import { quantile, scoreHistogram, sorted } from './distribution.js';
import type { Evaluation, Target } from './evaluation.js';
import type { Flow } from './flowOf.js';
import { comparisonsIn, forecastOf, signalForecastOf } from './judge.js';
import { hitsOf } from './hitRatio.js';
import type { KlineHistory } from './klineHistory.js';
import { blockRules, measure } from './measure.js';
import type { Observations } from './observations.js';
import { fewestSymbols } from './rankCorrelation.js';
import { rankCorrelationMatrix } from './rankCorrelationMatrix.js';
import type { ScanTimes } from './scanTimes.js';
import { subjectsOf, type Compared, type Subject } from './subjects.js';

export interface SummariseOptions {
  readonly history: KlineHistory;
  readonly symbols: readonly InstrumentSymbol[];
  readonly rules: ScanRules;
  readonly signalRules: SignalRules;
  readonly times: ScanTimes;
  readonly everyMs: number;
  readonly horizonsMs: readonly number[];
  readonly resamples: number;
  readonly seed: number;
  readonly seen: Observations;
  /** By horizon. */
  readonly returns: readonly Float64Array[];
  readonly flow: Flow;
}

/** How often the truth may lie outside of one interval, and one verdict or more be wrong. */
const tails = 0.05;
const shownShares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** Makes an evaluation of what was seen. Tells how many of the factors are compared. */
export function* summarise(
  options: SummariseOptions,
): Generator<{ readonly done: number; readonly total: number }, Evaluation, void> {
  const { symbols, rules, signalRules, times, everyMs, horizonsMs, resamples, seed, seen, returns, flow } = options;
  const blocksFor = (target: Target) => (horizonMs: number) =>
    blockRules({ horizonMs, everyMs, target }, { resamples, seed, tails });
  const blocksOf = horizonsMs.map(blocksFor('return'));
  const judgedBy = symbols.length >= fewestSymbols ? 'acrossSymbols' : 'overTime';
  const subjects = subjectsOf(rules, seen, flow);
  const compared: (readonly Compared[])[] = [];
  for (const subject of subjects) {
    compared.push(compare(subject));
    yield { done: compared.length, total: subjects.length };
  }
  const hits = horizonsMs.map((_, at) =>
    hitsOf({ opened: seen.opened, returns: returns[at]!, symbolCount: symbols.length, rules: blocksOf[at]! }),
  );
  const comparisons = comparisonsIn(compared.flat(), hits, judgedBy);
  const judging = { judgedBy, tails, widenedTails: tails / Math.max(1, comparisons) } as const;
  const ascending = sorted(seen.scores);
  const spans = [...options.history.spans].filter(([symbol]) => symbols.includes(symbol)).map(([, span]) => span);
  return {
    data: {
      symbols,
      fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
      toMs: times.endMs,
      firstScanMs: times.instantsMs[0]!,
      lastScanMs: times.instantsMs.at(-1)!,
      everyMs,
      warmAtMs: times.warmAtMs,
      isFlowReal: flow.isReal,
    },
    rules: {
      intervals: rules.intervals,
      benchmark: rules.benchmark,
      minScore: signalRules.minScore,
      configHash: signalRules.configHash,
    },
    method: {
      seed,
      resamples,
      judgedBy,
      horizons: horizonsMs.map((horizonMs, at) => ({
        horizonMs,
        blockMs: blocksOf[at]!.blockLength * everyMs,
        sizeBlockMs: blocksFor('absoluteReturn')(horizonMs).blockLength * everyMs,
      })),
      comparisons,
    },
    counts: {
      scans: times.instantsMs.length,
      scores: seen.scored,
      skipped: seen.skipped,
      failed: seen.failed,
      failures: seen.failures,
      nonFinite: seen.nonFinite,
    },
    factors: subjects.map((subject, at) => ({
      ...subject.facts,
      forecasts: compared[at]!.map((each) => forecastOf(each, judging)),
    })),
    correlations: rankCorrelationMatrix(subjects.map(({ values }) => values)).map((row) => row.map(orNull)),
    scores: {
      histogram: scoreHistogram(seen.scores),
      quantiles: shownShares.map((share) => ({ share, score: orNull(quantile(ascending, share)) })),
      primeRatio: orNull(primeRatio(ascending, signalRules.minScore)),
    },
    signals: {
      opened: seen.opened.length,
      long: seen.opened.filter(({ direction }) => direction === 'long').length,
      short: seen.opened.filter(({ direction }) => direction === 'short').length,
      forecasts: hits.map((each, at) => signalForecastOf(each, horizonsMs[at]!, judging)),
    },
  };

  function compare({ values, targets, saidFrom }: Subject): readonly Compared[] {
    const said = { values, symbols: symbols.length };
    const { signs } = seen;
    return targets.flatMap((target) =>
      horizonsMs.map((horizonMs, at) => ({
        horizonMs,
        target,
        ...measure({ said, saidFrom, returns: returns[at]!, signs, target, rules: blocksFor(target)(horizonMs) }),
      })),
    );
  }
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function primeRatio(ascending: Float64Array, minScore: number): number {
  const prime = ascending.reduce((count, score) => (Math.abs(score) >= minScore ? count + 1 : count), 0);
  return prime / ascending.length;
}
