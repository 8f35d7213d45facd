import { concatMap, defer, map, share, take, type Observable, type SchedulerLike } from 'rxjs';
import { IncrementalScan } from '../core/scoring/incrementalScan.js';
import { noSignals, reduceSignals, type SignalRules, type SignalState } from '../core/scoring/reduceSignals.js';
import { recordSignal } from '../core/scoring/recordSignal.js';
import { rehearse } from '../core/scoring/rehearse.js';
import type { ScanBooks, ScanInput, ScanRules } from '../core/scoring/scanRules.js';
import type { KlineWindow } from '../core/windows/klineWindow.js';
import type { CycleResult } from '../domain/cycle.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { seriesKey } from '../domain/series.js';
import type { SignalRecord } from '../domain/signalRecord.js';
import type { RestBudget } from '../ports/marketData.js';
import type { PriceBook } from './priceFeed.js';
import { scanCycles } from './scanCycles.js';
import type { WindowBook } from './windowBook.js';

export interface MarketScanDeps {
  readonly universe$: Observable<readonly InstrumentSymbol[]>;
  readonly book$: Observable<WindowBook>;
  readonly prices$: Observable<PriceBook>;
  /** What factors read beside klines. Must speak before the first cycle; empty books will do. */
  readonly books$: Observable<ScanBooks>;
  readonly budget$: Observable<RestBudget>;
  readonly rules: ScanRules;
  readonly signalRules: SignalRules;
  /** What `rules` and `signalRules` were made of, for the records of signals. Default: nothing. */
  readonly settings?: unknown;
  readonly periodMs: number;
  /** For durations; never goes back. */
  readonly monotonicMs: () => number;
  /** Memory of the process. */
  readonly rssBytes: () => number;
  /** Market time. */
  readonly market: SchedulerLike;
}

interface ScanInputs extends Pick<ScanInput, 'symbols' | 'book' | 'books'> {
  readonly prices: PriceBook;
}

/** A scan that runs as long as one of its two is subscribed to. */
export interface MarketScan {
  readonly cycles$: Observable<CycleResult>;
  /** What each signal that is opened rests on, copied in its cycle. Without a subscriber nothing is copied. */
  readonly signalRecords$: Observable<SignalRecord>;
}

/** Scans the universe every `periodMs` of market time, from memory alone, and opens and closes signals. */
export function marketScan(deps: MarketScanDeps): MarketScan {
  const { universe$, book$, prices$, books$, budget$, rules, settings, periodMs, market } = deps;
  const passes$ = defer(() => {
    const scan = new IncrementalScan(rules);
    let signals = noSignals;
    let isRehearsed = false;
    return scanCycles({
      inputs: { symbols: universe$, book: book$, prices: prices$, books: books$ },
      periodMs,
      scheduler: market,
      scan: (latest, cycle) => {
        const atMs = market.now();
        // No earlier: what is compiled and not used is forgotten while the windows warm up.
        if (!isRehearsed) rehearse(rules, rehearsal(deps));
        isRehearsed = true;
        const scanned$ = defer(() => {
          const pass = scanOnce(latest, { ...deps, scan, cycle, atMs, signals });
          signals = pass.signals;
          return [pass.result];
        });
        return callsSpentBy(scanned$, budget$).pipe(map((done) => ({ done, read: latest })));
      },
    }).pipe(map(({ result }) => result));
  }).pipe(share());
  return {
    cycles$: passes$.pipe(map(({ done }) => done)),
    signalRecords$: passes$.pipe(
      concatMap(({ done, read }) => {
        const opened = done.signals.filter(({ kind }) => kind === 'opened');
        return opened.map((signal) => recordSignal(signal, { ...read, rules, settings }));
      }),
      share(),
    ),
  };
}

/** A cycle on the rehearsal's market, in which every score makes a signal. */
const rehearsal =
  (deps: MarketScanDeps) =>
  ({ symbols, book, books }: ScanInput): unknown =>
    scanOnce(
      { symbols, book, books, prices: new Map() },
      {
        ...deps,
        signalRules: { ...deps.signalRules, minScore: 0, leaveScore: 0 },
        scan: new IncrementalScan(deps.rules),
        cycle: 0,
        atMs: 0,
        signals: noSignals,
      },
    );

interface PassDeps extends MarketScanDeps {
  readonly scan: IncrementalScan;
  readonly cycle: number;
  /** Market time. */
  readonly atMs: number;
  readonly signals: SignalState;
}

function scanOnce(
  { symbols, book, prices, books }: ScanInputs,
  { rules: { intervals }, signalRules, monotonicMs, rssBytes, scan, cycle, atMs, signals: before }: PassDeps,
): { signals: SignalState; result: Omit<CycleResult, 'restCalls'> } {
  const startedMs = monotonicMs();
  const selection = scan.select({ symbols, book, books, atMs });
  const selectedMs = monotonicMs();
  const scanned = scan.score(selection);
  const scoredMs = monotonicMs();
  const windowsOf = (symbol: InstrumentSymbol) =>
    intervals.flatMap((interval) => book.get(seriesKey(symbol, interval))?.window ?? []);
  const signals = reduceSignals(signalRules)(before, {
    symbols,
    scores: scanned.scores,
    cycle,
    atMs,
    certificatesOf: (symbol) => windowsOf(symbol).map((window) => window.certificate()),
    priceOf: (symbol) => prices.get(symbol) ?? lastClose(windowsOf(symbol)),
  });
  const endedMs = monotonicMs();
  let windowsBytes = 0;
  for (const { window } of book.values()) windowsBytes += window.byteLength;
  const durationMs = endedMs - startedMs;
  const windowsAsked = symbols.length * intervals.length;
  const windowHits = selection.ready.length * intervals.length;
  const result = {
    cycle,
    atMs,
    ...scanned,
    signals: signals.signals,
    durationMs,
    stages: { selectMs: selectedMs - startedMs, scoreMs: scoredMs - selectedMs, signalsMs: endedMs - scoredMs },
    symbolsPerSecond: durationMs > 0 ? (scanned.scores.length / durationMs) * 1_000 : 0,
    windowHits,
    windowMisses: windowsAsked - windowHits,
    windowHitRatio: windowsAsked > 0 ? windowHits / windowsAsked : 1,
    windowsBytes,
    rssBytes: rssBytes(),
  };
  return { signals, result };
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
