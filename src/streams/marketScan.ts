import { concatMap, defer, map, share, take, type Observable, type SchedulerLike } from 'rxjs';
import { rehearse } from '../core/scoring/rehearse.js';
import { scanUniverse } from '../core/scoring/scanUniverse.js';
import { openSignals, type OpenDirections } from '../core/scoring/signals.js';
import type { WeightedFactor } from '../core/scoring/scoreSymbol.js';
import type { KlineWindow } from '../core/windows/klineWindow.js';
import type { CycleResult } from '../domain/cycle.js';
import type { InstrumentSymbol, KlineInterval } from '../domain/kline.js';
import { seriesKey } from '../domain/series.js';
import type { RestBudget } from '../ports/marketData.js';
import type { PriceBook } from './priceFeed.js';
import { scanCycles } from './scanCycles.js';
import type { WindowBook } from './windowBook.js';

export interface MarketScanDeps {
  readonly universe$: Observable<readonly InstrumentSymbol[]>;
  readonly book$: Observable<WindowBook>;
  readonly prices$: Observable<PriceBook>;
  readonly budget$: Observable<RestBudget>;
  readonly intervals: readonly KlineInterval[];
  readonly factors: readonly WeightedFactor[];
  readonly minScore: number;
  readonly periodMs: number;
  /** For durations; never goes back. */
  readonly monotonicMs: () => number;
  /** Market time. */
  readonly market: SchedulerLike;
}

interface ScanInputs {
  readonly symbols: readonly InstrumentSymbol[];
  readonly book: WindowBook;
  readonly prices: PriceBook;
}

/** Scans the universe every `periodMs` of market time, from memory alone, and opens signals. */
export function marketScan(deps: MarketScanDeps): Observable<CycleResult> {
  const { universe$, book$, prices$, budget$, periodMs, market } = deps;
  return defer(() => {
    rehearse(deps.intervals, deps.factors);
    let open: OpenDirections = new Map();
    return scanCycles({
      inputs: { symbols: universe$, book: book$, prices: prices$ },
      periodMs,
      scheduler: market,
      scan: (latest, cycle) => {
        const scanned$ = defer(() => {
          const pass = scanOnce(latest, { ...deps, cycle, open });
          open = pass.open;
          return [pass.result];
        });
        return callsSpentBy(scanned$, budget$);
      },
    }).pipe(map(({ result }) => result));
  }).pipe(share());
}

function scanOnce(
  { symbols, book, prices }: ScanInputs,
  {
    intervals,
    factors,
    minScore,
    monotonicMs,
    market,
    cycle,
    open: before,
  }: MarketScanDeps & { cycle: number; open: OpenDirections },
): { open: OpenDirections; result: Omit<CycleResult, 'restCalls'> } {
  const startedMs = monotonicMs();
  const atMs = market.now();
  const { scores, skipped, failed } = scanUniverse({ symbols, intervals, book, factors });
  const windowsOf = (symbol: InstrumentSymbol) =>
    intervals.flatMap((interval) => book.get(seriesKey(symbol, interval))?.window ?? []);
  const { open, signals } = openSignals(before, {
    scores,
    minScore,
    cycle,
    atMs,
    certificatesOf: (symbol) => windowsOf(symbol).map((window) => window.certificate()),
    priceOf: (symbol) => prices.get(symbol) ?? lastClose(windowsOf(symbol)),
  });
  let windowsBytes = 0;
  for (const { window } of book.values()) windowsBytes += window.byteLength;
  const windowHits = (scores.length + failed.length) * intervals.length;
  const result = {
    cycle,
    atMs,
    scores,
    skipped,
    failed,
    signals,
    durationMs: monotonicMs() - startedMs,
    windowHits,
    windowMisses: symbols.length * intervals.length - windowHits,
    windowsBytes,
  };
  return { open, result };
}

/** The newest close among the windows, for a symbol that has not traded since the price feed came up. */
function lastClose(windows: readonly KlineWindow[]): { price: number; exchangeTimeMs: number } {
  const newest = windows
    .map((window) => ({ price: window.at(-1)?.close ?? Number.NaN, exchangeTimeMs: window.certificate().toMs }))
    .sort((a, b) => b.exchangeTimeMs - a.exchangeTimeMs)[0];
  return newest ?? { price: Number.NaN, exchangeTimeMs: 0 };
}

/** Adds the REST calls that were made while `work$` ran. */
function callsSpentBy<T extends object>(
  work$: Observable<T>,
  budget$: Observable<RestBudget>,
): Observable<T & { restCalls: number }> {
  return budget$.pipe(
    take(1),
    concatMap((before) =>
      work$.pipe(
        concatMap((done) =>
          budget$.pipe(
            take(1),
            map((after) => ({ ...done, restCalls: after.calls - before.calls })),
          ),
        ),
      ),
    ),
  );
}
