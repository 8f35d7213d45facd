import { intervalMs, type KlineInterval } from '../../domain/kline.js';
import type { Factor } from '../factors/factor.js';
import { regimeKlines } from '../factors/regime.js';
import type { ScanRules } from '../scoring/scanRules.js';
import type { TimeSpan } from './klineHistory.js';

export interface ScanTimesOptions {
  /** What is recorded. */
  readonly recorded: TimeSpan;
  readonly rules: Pick<ScanRules, 'intervals' | 'factors'>;
  readonly everyMs: number;
  readonly horizonsMs: readonly number[];
  /** The first scan; when not given, the first with warm windows. */
  readonly fromMs?: number | undefined;
  /** Nothing later is looked at; when not given, the end of the recording. */
  readonly toMs?: number | undefined;
}

export interface ScanTimes {
  readonly instantsMs: readonly number[];
  readonly warmAtMs: number;
  readonly endMs: number;
}

/**
 * When to scan: every `everyMs`, at whole multiples of it. There are no instants when the recording is too short for one
 * scan and the shortest horizon after it.
 */
export function scanTimes(options: ScanTimesOptions): ScanTimes {
  const { recorded, rules, everyMs, horizonsMs, fromMs, toMs } = options;
  const warmAtMs = warmAt(recorded.fromMs, rules);
  const endMs = Math.min(recorded.toMs, toMs ?? recorded.toMs);
  const firstMs = Math.ceil(Math.max(fromMs ?? warmAtMs, recorded.fromMs + 1) / everyMs) * everyMs;
  const lastMs = Math.floor(endMs / everyMs) * everyMs;
  const instantsMs: number[] = [];
  if (firstMs + Math.min(...horizonsMs) > endMs) return { instantsMs, warmAtMs, endMs };
  for (let atMs = firstMs; atMs <= lastMs; atMs += everyMs) instantsMs.push(atMs);
  return { instantsMs, warmAtMs, endMs };
}

/** When all windows hold what every factor asks for, if they are filled from `fromMs` on. */
function warmAt(fromMs: number, { intervals, factors }: Pick<ScanRules, 'intervals' | 'factors'>): number {
  const ends = factors.flatMap(({ factor }) =>
    askedOn(factor, intervals).map((interval) => {
      const lengthMs = intervalMs(interval);
      return Math.ceil(fromMs / lengthMs) * lengthMs + klinesFor(factor) * lengthMs;
    }),
  );
  return Math.max(fromMs, ...ends);
}

const klinesFor = ({ requiredKlines, inputs }: Factor): number =>
  Math.max(requiredKlines, inputs.includes('regime') ? regimeKlines : 0);

/** The intervals that are kept and that a factor reads. */
function askedOn({ intervals: wanted }: Factor, intervals: readonly KlineInterval[]): readonly KlineInterval[] {
  if (wanted === undefined) return intervals;
  if (wanted !== 'shortest') return intervals.filter((interval) => wanted.includes(interval));
  return [...intervals].sort((a, b) => intervalMs(a) - intervalMs(b)).slice(0, 1);
}
