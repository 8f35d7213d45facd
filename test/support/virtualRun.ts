import { EMPTY, merge, tap, type Observable } from 'rxjs';
import { createScanner } from '../../src/app/createScanner.js';
import type { Scanner, ScannerConfig, ScannerPrediction } from '../../src/app/scanner.js';
import type { Factor } from '../../src/core/factors/factor.js';
import type { CycleResult } from '../../src/domain/cycle.js';
import type { Health } from '../../src/domain/health.js';
import type { Signal } from '../../src/domain/signal.js';
import type { WindowChange } from '../../src/domain/window.js';
import type { RestBudget } from '../../src/ports/marketData.js';
import type { Market } from '../../src/simulator/market.js';
import type { WarmUpProgress } from '../../src/streams/warmUpProgress.js';
import type { WindowBook } from '../../src/streams/windowBook.js';
import { auditWindows, type WindowAudit } from './audit.js';
import { CloseOrder } from './closeOrder.js';
import type { Faults } from './faults.js';
import { MarketTime } from './marketTime.js';
import { virtualExchange, type VirtualExchange } from './virtualExchange.js';

export interface VirtualRunOptions {
  readonly market: Market;
  readonly config: ScannerConfig;
  readonly durationMs: number;
  /** Beside the built-in ones. */
  readonly factors?: readonly Factor[];
  readonly prediction?: ScannerPrediction;
  /** What else runs on the scanner. */
  readonly beside?: (scanner: Scanner, time: MarketTime) => Observable<unknown>;
  readonly faults?: Faults;
  readonly weightLimitPerMinute?: number;
}

/** What a run in virtual time came to, at its end and after everything was let go. */
export interface VirtualRun {
  readonly exchange: VirtualExchange;
  readonly signals: readonly Signal[];
  readonly cycles: readonly CycleResult[];
  readonly health: readonly Health[];
  readonly closes: CloseOrder;
  /** Changes of all windows by their kind. */
  readonly changes: Readonly<Partial<Record<WindowChange['kind'] | 'entered' | 'left', number>>>;
  readonly warmUp: WarmUpProgress | undefined;
  /** When the last window became warm, and what had been spent by then. */
  readonly warmAtMs: number | undefined;
  readonly warmUpBudget: RestBudget | undefined;
  /** Every reading of the budget, in order. */
  readonly budgets: readonly RestBudget[];
  readonly audit: WindowAudit;
  /** Timers that outlived the last subscriber. */
  readonly pendingTimers: number;
}

/** Runs a whole scanner for `durationMs` of market time, in a fraction of it, and lets go. */
export function virtualRun({
  market,
  config,
  durationMs,
  factors = [],
  prediction,
  beside = () => EMPTY,
  ...exchangeOptions
}: VirtualRunOptions): VirtualRun {
  const time = new MarketTime(market.startMs);
  const exchange = virtualExchange({ market, time, ...exchangeOptions });
  const random = repeatable();
  const scanner = createScanner({
    config,
    factors,
    prediction,
    marketData: exchange.marketData,
    transport: time,
    random,
    monotonicMs: () => 0,
  });
  const signals: Signal[] = [];
  const cycles: CycleResult[] = [];
  const health: Health[] = [];
  const closes = new CloseOrder();
  const changes: Record<string, number> = {};
  let warmUp: WarmUpProgress | undefined;
  let warmUpBudget: RestBudget | undefined;
  const budgets: RestBudget[] = [];
  let warmAtMs: number | undefined;
  let book: WindowBook = new Map();
  const running = merge(
    scanner.health$.pipe(tap((change) => health.push(change))),
    exchange.marketData.budget$.pipe(tap((budget) => budgets.push(budget))),
    scanner.windows$.pipe(tap((latest) => (book = latest))),
    scanner.windowEvents$.pipe(tap(({ change }) => (changes[change.kind] = (changes[change.kind] ?? 0) + 1))),
    scanner.klines$.pipe(tap((kline) => closes.add(kline))),
    scanner.warmUp$.pipe(
      tap((progress) => {
        if (progress.isComplete && warmAtMs === undefined) {
          warmAtMs = time.now();
          warmUpBudget = budgets.at(-1);
        }
        warmUp = progress;
      }),
    ),
    scanner.cycles$.pipe(tap((cycle) => cycles.push(cycle))),
    scanner.signals$.pipe(tap((signal) => signals.push(signal))),
    beside(scanner, time),
  ).subscribe();
  time.runTo(market.startMs + durationMs);
  const audit = auditWindows(book, truthOf(exchange, time), { size: config.windows.klines, closedByMs: time.now() });
  running.unsubscribe();
  const pendingTimers = time.pendingCount;
  return {
    exchange,
    signals,
    cycles,
    health,
    closes,
    changes,
    warmUp,
    warmAtMs,
    warmUpBudget,
    budgets,
    audit,
    pendingTimers,
  };
}

const truthOf =
  ({ view }: VirtualExchange, time: MarketTime): Parameters<typeof auditWindows>[1] =>
  (symbol, interval, fromMs, toMs) =>
    view.truth({ instrument: view.instrument(symbol)!, interval, fromMs, toMs, nowMs: time.now() });

/** Numbers in [0, 1) that look random and are the same in every run. */
function repeatable(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}
