import { withTails, type Estimate } from './blockInterval.js';
import type { Evaluation, Forecast, MeanWithInterval, SignalForecast, Verdict } from './evaluation.js';
import { hitInterval, type Hits } from './hitRatio.js';
import type { Compared } from './subjects.js';

/** How verdicts are made. */
export interface Judging {
  readonly judgedBy: Evaluation['method']['judgedBy'];
  /** Of the intervals that are shown. */
  readonly tails: number;
  /** Of those that verdicts are read from: `tails` shared out over all comparisons (C. Bonferroni, 1936). */
  readonly widenedTails: number;
}

/** How many verdicts there are to make. */
export const comparisonsIn = (
  compared: readonly Compared[],
  hits: readonly Hits[],
  judgedBy: Judging['judgedBy'],
): number =>
  compared.filter((each) => each[judgedBy] !== undefined).length +
  hits.filter(({ estimate }) => estimate !== undefined).length;

/** One comparison with its verdict. */
export function forecastOf(compared: Compared, judging: Judging): Forecast {
  const { horizonMs, target, acrossSymbols, overTime } = compared;
  const judged = compared[judging.judgedBy];
  const widened = judged && withTails(judged, judging.widenedTails);
  return {
    horizonMs,
    target,
    acrossSymbols: plain(acrossSymbols),
    overTime: plain(overTime),
    widened: widened ? { low: widened.low, high: widened.high } : null,
    verdict: widened ? verdictOf(widened, 0) : 'too little data',
  };
}

/** How often the signals were right within one horizon, with its verdict: better or worse than a coin. */
export function signalForecastOf(hits: Hits, horizonMs: number, { tails, widenedTails }: Judging): SignalForecast {
  const interval = hitInterval(hits, tails);
  const widened = hitInterval(hits, widenedTails);
  return {
    horizonMs,
    count: hits.count,
    hits: hits.hits,
    hitRatio: hits.count === 0 ? null : hits.hits / hits.count,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    widened: widened ?? null,
    verdict: widened ? verdictOf(widened, 0.5) : 'too little data',
  };
}

function verdictOf({ low, high }: { readonly low: number; readonly high: number }, nothing: number): Verdict {
  if (low > nothing) return 'positive';
  return high < nothing ? 'negative' : 'nothing shown';
}

const plain = (estimate: Estimate | undefined): MeanWithInterval | null => {
  if (!estimate) return null;
  const { value, low, high, blocks } = estimate;
  return { value, low, high, blocks };
};
