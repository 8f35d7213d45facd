import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BehaviorSubject, map, merge, tap } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createScanner } from '../../src/app/createScanner.js';
import type { SeriesSequencer } from '../../src/core/windows/seriesSequencer.js';
import { instrumentSymbol, type InstrumentSymbol, type KlineInterval } from '../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../src/domain/series.js';
import type { CycleResult } from '../../src/domain/cycle.js';
import type { WindowBook } from '../../src/streams/windowBook.js';
import { liquidMarket } from '../support/exampleMarket.js';
import { MarketTime } from '../support/marketTime.js';
import { klinesOnly, scannerConfig } from '../support/scannerConfig.js';
import { virtualExchange, virtualSilenceMs } from '../support/virtualExchange.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const intervals = ['1m', '5m'] as const;
const perSymbol = intervals.length;

interface RunOptions {
  readonly universe?: NonNullable<Parameters<typeof scannerConfig>[0]>['universe'];
  readonly intervals?: readonly KlineInterval[];
  readonly scanPeriodMs?: number;
  /** The exchange's word for a symbol, by hours since the start. */
  readonly statusAt?: (symbol: string, hour: number) => string;
}

/** A scanner in virtual time whose exchange changes what it lists. */
class Run {
  readonly market = liquidMarket(1, 12);
  readonly time = new MarketTime(this.market.startMs);
  readonly exchange = virtualExchange({ market: this.market, time: this.time });
  readonly #pinned$ = new BehaviorSubject<ReadonlySet<InstrumentSymbol>>(new Set());
  readonly universes: (readonly string[])[] = [];
  readonly cycles: CycleResult[] = [];
  readonly sequencers = new Map<SeriesKey, WeakRef<SeriesSequencer>>();
  readonly dailyKlinesAskedAtHours: number[] = [];
  book: WindowBook = new Map();
  readonly scanner;
  readonly #running;

  constructor({
    universe,
    statusAt = () => 'TRADING',
    intervals: kept = intervals,
    scanPeriodMs: periodMs = minuteMs,
  }: RunOptions = {}) {
    const { marketData } = this.exchange;
    const fetchInstruments = () =>
      marketData.fetchInstruments().pipe(
        map((instruments) =>
          instruments.map((instrument) =>
            instrument.status === 'TRADING'
              ? {
                  ...instrument,
                  status: statusAt(instrument.symbol, this.hours),
                }
              : instrument,
          ),
        ),
      );
    const fetchKlines: typeof marketData.fetchKlines = (query) => {
      if (query.interval === '1d') this.dailyKlinesAskedAtHours.push(Math.floor(this.hours));
      return marketData.fetchKlines(query);
    };
    this.scanner = createScanner({
      config: scannerConfig({
        universe: { minQuoteVolume24h: 0, ...universe },
        windows: { intervals: [...kept], klines: 60, snapshotKlines: 99 },
        feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
        factors: klinesOnly,
        scan: { periodMs },
      }),
      marketData: { ...marketData, fetchInstruments, fetchKlines },
      pinned$: this.#pinned$,
      transport: this.time,
      random: () => 0.5,
      monotonicMs: () => 0,
    });
    const { scanner } = this;
    this.#running = merge(
      scanner.universe$.pipe(tap((symbols) => this.universes.push(symbols))),
      scanner.windows$.pipe(tap((book) => (this.book = book))),
      scanner.cycles$.pipe(tap((cycle) => this.cycles.push(cycle))),
      scanner.windowEvents$.pipe(
        tap(({ series, sequencer, change }) => {
          if (change.kind === 'entered') this.sequencers.set(series, new WeakRef(sequencer));
        }),
      ),
    ).subscribe();
  }

  /** Since the start. */
  get hours(): number {
    return (this.time.now() - this.market.startMs) / hourMs;
  }

  /** Runs until so many hours since the start, and what is on its way then. */
  toHour(hours: number): void {
    this.time.runTo(this.market.startMs + hours * hourMs + 30_000);
  }

  isFresh(symbol: string): boolean {
    return this.scanner.isFresh(seriesKey(instrumentSymbol(symbol), '1m'), 2 * minuteMs);
  }

  pin(...symbols: readonly InstrumentSymbol[]): void {
    this.#pinned$.next(new Set(symbols));
  }

  stop(): void {
    this.#running.unsubscribe();
  }
}

let run: Run | undefined;
afterEach(() => run?.stop());

/** Collects all garbage, now. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  // A weak reference holds until the turn of the event loop in which it was read or made has ended.
  await nextTurn();
  gc();
  await nextTurn();
  gc();
}

describe('a universe that changes, in virtual time', () => {
  it('lets go of a delisted symbol at the next look: streams, windows, and their memory', async () => {
    const gone = 'SOLUSDT';
    run = new Run({ statusAt: (symbol, hour) => (symbol === gone && hour >= 1 ? 'SETTLING' : 'TRADING') });
    run.toHour(0.9);
    const listed = run.universes.at(-1)!;
    expect(listed).toHaveLength(12);
    expect(listed).toContain(gone);
    expect(run.book.size).toBe(12 * perSymbol);
    expect(run.isFresh(gone)).toBe(true);
    const streams = run.exchange.streamCount();
    const bytes = run.cycles.at(-1)!.windowsBytes;

    run.toHour(1.1);
    expect(run.universes.at(-1)).toEqual(listed.filter((symbol) => symbol !== gone));
    expect(run.book.size).toBe(11 * perSymbol);
    expect([...run.book.keys()].filter((series) => series.startsWith(gone))).toEqual([]);
    expect(run.isFresh(gone)).toBe(false);
    expect(run.isFresh('BTCUSDT')).toBe(true);
    expect(run.exchange.streamCount()).toBe(streams - perSymbol);
    expect(run.cycles.at(-1)!.windowsBytes).toBe((bytes / 12) * 11);
    await collectGarbage();
    const kept = [...run.sequencers]
      .filter(([, sequencer]) => sequencer.deref() !== undefined)
      .map(([series]) => series);
    expect(kept).toHaveLength(11 * perSymbol);
    expect(kept.filter((series) => series.startsWith(gone))).toEqual([]);
  });

  it('keeps what is pinned with its windows warm, though it is delisted, until it is let go', () => {
    const held = instrumentSymbol('SOLUSDT');
    run = new Run({ statusAt: (symbol, hour) => (symbol === held && hour >= 1 ? 'SETTLING' : 'TRADING') });
    run.pin(held);
    run.toHour(2.1);
    expect(run.universes.at(-1)).toContain(held);
    expect(run.book.get(seriesKey(held, '1m'))?.status).toBe('ready');
    expect(run.isFresh(held)).toBe(true);
    run.pin();
    expect(run.universes.at(-1)).not.toContain(held);
    run.toHour(2.2);
    expect(run.book.size).toBe(11 * perSymbol);
  });

  it('takes a listing that begins to trade into the overlay within the hour, and warms it', () => {
    const born = 'SOLUSDT';
    run = new Run({ statusAt: (symbol, hour) => (symbol === born && hour < 2 ? 'PENDING_TRADING' : 'TRADING') });
    run.toHour(1.9);
    expect(run.universes.at(-1)).toHaveLength(11);
    run.toHour(2.1);
    expect(run.universes.at(-1)).toHaveLength(12);
    expect(run.universes.at(-1)!.at(-1)).toBe(born);
    expect(run.book.get(seriesKey(instrumentSymbol(born), '1m'))?.status).toBe('ready');
  });

  it('reads the daily klines that its filters need once a day, and never in a cycle', () => {
    const range = { name: 'RangeStabilityFilter', lookbackDays: 5, minRateOfChange: 0, maxRateOfChange: null } as const;
    run = new Run({ universe: { filters: [range] }, intervals: ['1h'], scanPeriodMs: 10 * minuteMs });
    run.toHour(24.9);
    const atEach = (hour: number): readonly number[] => Array.from({ length: 12 }, () => hour);
    expect(run.dailyKlinesAskedAtHours).toEqual([...atEach(0), ...atEach(24)]);
    expect(run.cycles.length).toBeGreaterThan(24 * 6);
    expect(run.cycles.filter(({ restCalls }) => restCalls > 0)).toEqual([]);
  });
});
