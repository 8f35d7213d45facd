import { filter, map, merge, Subject, takeUntil, tap, type Observable } from 'rxjs';
import { binanceMarketData, type BinanceMarketData, type BinanceOptions } from '../../src/adapters/binance/index.js';
import { createScanner } from '../../src/app/createScanner.js';
import type { Scanner, ScannerConfig } from '../../src/app/scanner.js';
import { MarketScheduler } from '../../src/app/marketScheduler.js';
import type { CycleResult } from '../../src/domain/cycle.js';
import type { Instrument } from '../../src/domain/instrument.js';
import type { SeriesKey } from '../../src/domain/series.js';
import type { MarketData, RestBudget } from '../../src/ports/marketData.js';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';
import type { WarmUpProgress } from '../../src/streams/warmUpProgress.js';
import type { WindowBook } from '../../src/streams/windowBook.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';
import { CloseOrder } from './closeOrder.js';

export interface SocketRunOptions {
  readonly simulator: SimulatorOptions;
  readonly config: ScannerConfig;
  readonly adapter?: Partial<BinanceOptions>;
  /** What is listed at the look of this number, from 1, out of all that the exchange has. Default: all. */
  readonly listedAt?: (instruments: readonly Instrument[], look: number) => readonly Instrument[];
}

/** A scanner at work against a simulator in the same process, over real sockets. */
export class SocketRun {
  readonly simulator: Simulator;
  readonly marketData: BinanceMarketData;
  readonly scanner: Scanner;
  readonly market: MarketScheduler;
  readonly closes = new CloseOrder();
  readonly cycles: CycleResult[] = [];
  book: WindowBook = new Map();
  warmUp: WarmUpProgress | undefined;
  budget: RestBudget | undefined;
  /** What had been asked for, and what had been spent on it, when the last window became warm. */
  warmUpSpent: { readonly weight: number; readonly snapshots: number; readonly repairs: number } | undefined;
  readonly asked = { snapshots: 0, repairs: 0 };
  readonly #liveCloses = new Map<SeriesKey, number>();
  readonly #changed$ = new Subject<unknown>();
  readonly #ended$ = new Subject<void>();

  private constructor(
    simulator: Simulator,
    { marketData, market }: { readonly marketData: BinanceMarketData; readonly market: MarketScheduler },
    { config, listedAt = (all) => all }: SocketRunOptions,
  ) {
    this.simulator = simulator;
    this.marketData = marketData;
    this.market = market;
    const fetchKlines: MarketData['fetchKlines'] = (query) => {
      if (query.fromMs === undefined) this.asked.snapshots += 1;
      else this.asked.repairs += 1;
      return marketData.fetchKlines(query);
    };
    let looks = 0;
    const fetchInstruments = () =>
      marketData.fetchInstruments().pipe(map((instruments) => listedAt(instruments, (looks += 1))));
    const counted = { ...marketData, fetchKlines, fetchInstruments };
    this.scanner = createScanner({ config, marketData: counted, market, speed: market.speed });
    this.#watch().pipe(takeUntil(this.#ended$)).subscribe(this.#changed$);
  }

  static async start(run: SocketRunOptions): Promise<SocketRun> {
    const { simulator: options } = run;
    const simulator = await startSimulator(options);
    let exchangeNow = (): number => 0;
    const marketData = binanceMarketData({
      restUrl: simulator.url,
      streamUrl: simulator.streamUrl,
      marketNow: () => exchangeNow(),
      weightLimitPerMinute: options.weightLimitPerMinute ?? 2_400,
      ...run.adapter,
    });
    const { serverTimeMs, receivedAtMs } = await valueOf(marketData.fetchServerTime());
    const sample = { exchangeTimeMs: serverTimeMs, receivedAtMs };
    const market = new MarketScheduler({ speed: options.speed ?? 1, sample });
    exchangeNow = () => market.now();
    return new SocketRun(simulator, { marketData, market }, run);
  }

  /** Resolves as soon as it holds; looks whenever something has happened. */
  async until(holds: () => boolean): Promise<void> {
    if (!holds()) await nextOf(this.#changed$.pipe(filter(holds)));
  }

  /** The fewest closes that any series of the book has had from a socket. */
  get fewestLiveCloses(): number {
    return Math.min(...[...this.book.keys()].map((series) => this.#liveCloses.get(series) ?? 0));
  }

  /** Lets go of the scanner; the exchange goes on. */
  leave(): void {
    this.#ended$.next();
  }

  async stop(): Promise<void> {
    this.leave();
    await this.marketData.close();
    await this.simulator.stop();
  }

  #watch(): Observable<unknown> {
    const { scanner, marketData } = this;
    return merge(
      marketData.budget$.pipe(tap((budget) => (this.budget = budget))),
      scanner.windows$.pipe(tap((book) => (this.book = book))),
      scanner.klines$.pipe(tap((kline) => this.closes.add(kline))),
      scanner.windowEvents$.pipe(
        tap(({ series, change }) => {
          if (change.kind !== 'closed' || change.source !== 'ws') return;
          this.#liveCloses.set(series, (this.#liveCloses.get(series) ?? 0) + 1);
        }),
      ),
      scanner.warmUp$.pipe(
        tap((progress) => {
          if (progress.isComplete) this.warmUpSpent ??= { weight: this.budget!.weight, ...this.asked };
          this.warmUp = progress;
        }),
      ),
      scanner.cycles$.pipe(tap((cycle) => this.cycles.push(cycle))),
    );
  }
}
