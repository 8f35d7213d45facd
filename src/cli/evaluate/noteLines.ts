import type { EvaluationReport } from './report.js';
import { durationInWords, instantInWords } from './words.js';

/** What must be known to read the numbers rightly, in one sentence each. */
export function noteLines(report: EvaluationReport): readonly string[] {
  const { data, rules, factors, method, counts } = report.evaluation;
  const { gapMinutes, symbolsWithGaps, scanPeriodMs } = report;
  const notes: string[] = [];
  if (!data.isFlowReal) {
    const readers = factors.filter(({ unjudged }) => unjudged === 'flowNotReal').map(({ name }) => name);
    const isScored = readers.length > 0 ? ', and the score and the signals rest on them in part' : '';
    notes.push(
      `no kline has a trade count, so the taker columns are hardly real: ${readers.join(', ') || 'no factor'} cannot be judged on this data${isScored}.`,
    );
  }
  if (data.firstScanMs < data.warmAtMs)
    notes.push(
      `until ${instantInWords(data.warmAtMs)} UTC windows were shorter than some factors ask for: these abstained, or spoke of shorter intervals only.`,
    );
  const [shortest] = method.horizons;
  if (shortest && data.everyMs < shortest.horizonMs)
    notes.push(
      `scans come every ${durationInWords(data.everyMs)}, more often than the shortest horizon of ${durationInWords(shortest.horizonMs)}: returns overlap on all horizons, and more scans are no more evidence.`,
    );
  if (data.everyMs !== scanPeriodMs)
    notes.push(
      `the daemon scans every ${durationInWords(scanPeriodMs)}, not every ${durationInWords(data.everyMs)}: it may open more signals than these.`,
    );
  if (!data.symbols.some((symbol) => symbol === rules.benchmark))
    notes.push(`the benchmark ${rules.benchmark} is not among the symbols: factors that compare with it abstain.`);
  if (gapMinutes > 0)
    notes.push(
      `${gapMinutes} minutes of ${symbolsWithGaps} symbols are missing; they count as minutes without trades.`,
    );
  for (const [factor, message] of Object.entries(counts.failures)) notes.push(`factor ${factor} failed: ${message}.`);
  return notes;
}
