import { intervalMs, type KlineInterval } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { FactorPart, Signal } from '../../domain/signal.js';
import type { SignalRecord } from '../../domain/signalRecord.js';
import type { VirtualEntry, VirtualPosition } from '../../domain/virtualPosition.js';
import { regimeOf } from '../factors/regime.js';
import { WindowFigures } from '../factors/windowFigures.js';
import { candidatesOf } from '../features/candidates.js';
import { featureHash, featureIntervals } from '../features/featureList.js';
import { replayRecord } from '../scoring/replayRecord.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import type { VirtualRules } from './virtualRules.js';

/** Klines of the mean true range. */
const rangeKlines = 14;
/** In a market that stands still a distance of no length would be reached at once. */
const leastRange = 0.0005;
/** No price falls by all of itself. */
const mostRatio = 0.95;

/**
 * Makes the virtual position of a signal from its record: the features of the very row that a model is shown of it, read
 * from the windows as they were in its cycle. What is returned answers `undefined` for a signal without a price.
 */
export function positionOpener(rules: VirtualRules): (record: SignalRecord) => VirtualPosition | undefined {
  const { intervals, benchmark, targetDistances, targetShares, timeoutMs } = rules;
  const { fast, slow } = featureIntervals(intervals);
  const hash = featureHash(intervals);
  const candidates = candidatesOf({ intervals, benchmark, minScore: 0 });
  const figures = new WindowFigures();

  return (record) => {
    const { signal } = record;
    if (!(signal.price > 0) || signal.score === 0) return undefined;
    const { book } = replayRecord(record);
    const windowOf = (symbol: string, interval: KlineInterval): KlineWindow | undefined =>
      book.get(seriesKey(symbol as Signal['symbol'], interval))?.window;
    const market = windowOf(benchmark, slow);
    const { batch } = candidates(
      { scores: [{ ...signal, mean: signal.score }], regime: market && regimeOf(market) },
      book,
    );
    const unit = rules.distanceUnit === 'ratio' ? 1 : Math.max(leastRange, rangeOf(windowOf(signal.symbol, fast)));
    const ratioOf = (distance: number): number => Math.min(mostRatio, distance * unit);
    const entry: VirtualEntry = {
      signalId: signal.id,
      symbol: signal.symbol,
      direction: signal.direction,
      score: signal.score,
      openedAtMs: signal.openedAtMs,
      entryPrice: signal.price,
      stopRatio: ratioOf(rules.stopDistance),
      targets: targetDistances.map((distance, index) => ({ ratio: ratioOf(distance), share: targetShares[index]! })),
      dueAtMs: signal.openedAtMs + timeoutMs,
      // Nine digits are all that a single-precision number has.
      features: Array.from(batch, (value) => Number(value.toPrecision(9))),
      featureHash: hash,
      factors: opinions(signal),
    };
    return unmoved(entry, endOf(windowOf(signal.symbol, fast), fast));
  };

  function rangeOf(window: KlineWindow | undefined): number {
    const length = Math.min(rangeKlines, (window?.count ?? 0) - 1);
    if (!window || length < 1) return 0;
    figures.show(window);
    return figures.trueRange(length);
  }
}

/** The last instant of the newest kline. */
const endOf = (window: KlineWindow | undefined, interval: KlineInterval): number =>
  window && window.count > 0 ? window.lastOpenTimeMs + intervalMs(interval) - 1 : 0;

// A clock that is behind opens a signal before the end of a kline that has closed.
const unmoved = (entry: VirtualEntry, windowEndMs: number): VirtualPosition => ({
  entry,
  seenToMs: Math.max(entry.openedAtMs, windowEndMs),
  targetsTaken: 0,
  takenRatio: 0,
  bestRatio: 0,
  worstRatio: 0,
});

/** Directional factors from -1 to 1, modulators as what they add to the multiplier. */
function opinions({ parts, score }: Signal): Readonly<Record<string, number>> {
  const opinionOf = (part: FactorPart, said: number): number =>
    part.kind === 'directional' ? (Math.sign(score) * said) / 100 : said - 1;
  return Object.fromEntries(
    parts.flatMap((part) => (part.score === undefined ? [] : [[part.factor, opinionOf(part, part.score)]])),
  );
}
