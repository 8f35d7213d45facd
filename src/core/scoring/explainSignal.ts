import type { KlineInterval } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { FactorPart, SymbolScore } from '../../domain/signal.js';
import type { SignalRecord } from '../../domain/signalRecord.js';
import type { Factor } from '../factors/factor.js';
import { slotsOf } from './askedFactor.js';
import { IncrementalScan } from './incrementalScan.js';
import { signalId } from './reduceSignals.js';
import { replayRecord } from './replayRecord.js';
import type { ScanInput, ScanRules } from './scanRules.js';

/** A step of a factor's arithmetic, in the words of its formula. */
interface Term {
  readonly term: string;
  readonly value: number;
}

/** What a factor said on one interval, and how it came to it. */
export interface ExplainedAnswer {
  readonly interval: KlineInterval;
  /** In the order in which they were computed. */
  readonly terms: readonly Term[];
  /** Before it was clipped to the factor's range; NaN for no opinion. */
  readonly answer: number;
}

export interface ExplainedFactor {
  readonly part: FactorPart;
  readonly formula: string | undefined;
  /** As it is configured, before the weights of those that abstained were shared out. */
  readonly weight: number;
  /** Of each interval it was asked on; of a factor that abstained without being asked none. */
  readonly answers: readonly ExplainedAnswer[];
  /** It was not asked on these, whose windows hold fewer klines than it requires. */
  readonly tooShort: readonly KlineInterval[];
}

/** A recorded signal, computed again by the code of the scan. */
export interface Explanation {
  /** `undefined` when there is none any more; `why` says why. */
  readonly score: SymbolScore | undefined;
  readonly why: string | undefined;
  readonly id: string | undefined;
  readonly configHash: string;
  readonly factors: readonly ExplainedFactor[];
  /** Score and id are to the last digit those that were recorded. */
  readonly isSameScore: boolean;
  readonly isSameId: boolean;
}

export interface ExplainRules {
  readonly rules: ScanRules;
  readonly configHash: string;
}

/**
 * Computes a recorded signal again, from its record alone, and writes down each step. The rules are those that its
 * settings and its plugins make now: with another version of either, the result may be another one.
 */
export function explainSignal(record: SignalRecord, { rules, configHash }: ExplainRules): Explanation {
  const heard = new Map<string, ExplainedAnswer[]>();
  const watched = rules.factors.map(({ factor, weight }) => {
    const answers: ExplainedAnswer[] = [];
    heard.set(factor.name, answers);
    return { weight, factor: listenedTo(factor, answers) };
  });
  const input = replayRecord(record);
  const { scores, skipped, failed } = new IncrementalScan({ ...rules, factors: watched }).scan(input);
  const score = scores[0];
  const id = score && signalId(score, certificatesOf(input, rules), configHash);
  return {
    score,
    why: failed[0] ? `${failed[0].factor} fails: ${failed[0].message}` : skipped[0]?.reason,
    id,
    configHash,
    factors: score ? explained(score, rules, { input, heard }) : [],
    isSameScore: score?.score === record.signal.score,
    isSameId: id === record.signal.id,
  };
}

interface Heard {
  readonly input: ScanInput;
  readonly heard: ReadonlyMap<string, readonly ExplainedAnswer[]>;
}

const explained = (
  { symbol, parts }: SymbolScore,
  { factors, intervals }: ScanRules,
  { input, heard }: Heard,
): readonly ExplainedFactor[] =>
  parts.map((part, index) => {
    const { factor, weight } = factors[index]!;
    const countOn = (interval: KlineInterval): number => input.book.get(seriesKey(symbol, interval))!.window.count;
    const tooShort = slotsOf(factor, intervals)
      .map((slot) => intervals[slot]!)
      .filter((interval) => countOn(interval) < factor.requiredKlines);
    return { part, formula: factor.formula, weight, answers: heard.get(factor.name)!, tooShort };
  });

/** The same factor, whose steps and answers are added to `answers`. */
const listenedTo = (factor: Factor, answers: ExplainedAnswer[]): Factor => ({
  ...factor,
  score: (context) => {
    const terms: Term[] = [];
    const answer = factor.score({ ...context, note: (term, value) => terms.push({ term, value }) });
    answers.push({ interval: context.window.interval, terms, answer });
    return answer;
  },
});

const certificatesOf = ({ symbols, book }: ScanInput, { intervals }: ScanRules) =>
  intervals.flatMap((interval) => book.get(seriesKey(symbols[0]!, interval))?.window.certificate() ?? []);
