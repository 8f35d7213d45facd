import { setTimeout as wait } from 'node:timers/promises';
import {
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  firstValueFrom,
  ignoreElements,
  map,
  merge,
  NEVER,
  skipWhile,
  Subject,
  startWith,
  take,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import type { MarketScheduler } from '../../app/marketScheduler.js';
import type { Config } from '../../config/schema.js';
import type { FileLock } from '../../adapters/files/fileLock.js';
import { isAtRest } from '../../core/positions/isAtRest.js';
import { readClientOrderId } from '../../core/positions/clientOrderIds.js';
import { emptyBook, type PositionBook } from '../../core/positions/reduceBook.js';
import { restoreBook, shiftBook } from '../../core/positions/restoreBook.js';
import { isScannerError } from '../../domain/errors.js';
import type { Instrument } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { MarketData } from '../../ports/marketData.js';
import type { OrderGateway } from '../../ports/orderGateway.js';
import type { KeptTrading, TradingMemory } from '../../ports/tradingMemory.js';
import type { PositionUpdate, PositionWord } from '../../streams/positionLoop.js';
import type { Presenter } from '../present/presenter.js';
import type { RunReport } from '../report/report.js';
import { BookKeeper } from './bookKeeper.js';
import type { KillSwitch } from './killSwitch.js';
import { newsOf } from './newsOf.js';
import { openDesk, type RunDesk, type TradedScanner } from './runDesk.js';
import {
  accountSentence,
  endedSentence,
  foreignSentence,
  leavingSentence,
  leftSentence,
  pullSentence,
  resumeSentence,
  stoppedSentence,
} from './sentences.js';
import type { TradingStatus } from './tradeNews.js';
import { TradingTally } from './tradingTally.js';

export interface TradingRunOptions {
  readonly config: Config;
  readonly presenter: Pick<Presenter, 'say' | 'warn' | 'trade' | 'trading'>;
  readonly killSwitch: KillSwitch;
  /** `undefined`: nothing is kept. */
  readonly memory: TradingMemory | undefined;
  readonly kept: KeptTrading | undefined;
  /** On what is kept. */
  readonly lock?: FileLock | undefined;
}

/** A write that takes longer is none, for whoever waits for it. */
const longestWriteMs = 1_000;

/** Orders that are under way when a run is to end are waited for, but no longer than this. */
const longestLeaveMs = 15_000;

/** Trades the signals of a run, on paper or live, beside its scan: what goes wrong here ends trading, and nothing else. */
export class TradingRun {
  /**
   * Symbols that stay in the universe, so that the signals behind their positions are followed to their end. Signals of
   * an earlier run are over: what it left pins nothing, and ends by prices and time.
   */
  readonly pinned$: Observable<ReadonlySet<InstrumentSymbol>>;
  readonly #options: TradingRunOptions;
  readonly #instruments = new Map<InstrumentSymbol, Instrument>();
  readonly #books = new Subject<PositionBook>();
  readonly #ending = new Subject<void>();
  readonly #tally: TradingTally;
  readonly #keeper: BookKeeper;
  readonly #onSignal = (): void => void this.#pull();
  #book: PositionBook;
  #desk: RunDesk | undefined;
  #nowMs: () => number = () => 0;
  #failure: Error | undefined;

  constructor(options: TradingRunOptions) {
    this.#options = options;
    const { kept, memory, presenter } = options;
    this.#book = kept ? restoreBook(kept.live, kept.ended, kept.isStopped) : emptyBook;
    const resumed = new Set(this.#book.live.keys());
    this.#tally = new TradingTally(kept?.live.length ?? 0);
    this.#keeper = new BookKeeper({ memory, snapshot: () => this.#snapshot(), warn: presenter.warn });
    this.pinned$ = defer(() => this.#books.pipe(startWith(this.#book))).pipe(
      map(({ live }) => [...live].filter(([key]) => !resumed.has(key)).map(([, { symbol }]) => symbol)),
      distinctUntilChanged((before, after) => before.join() === after.join()),
      map((symbols) => new Set(symbols)),
    );
    // Without a listener it would end the process. Windows has no such signal.
    if (process.platform !== 'win32') process.on('SIGUSR2', this.#onSignal);
  }

  /** The same data; what an exchange lists is heard as it is asked for by others. */
  listening(marketData: MarketData): MarketData {
    const listen = (instruments: readonly Instrument[]): void => {
      for (const instrument of instruments) this.#instruments.set(instrument.symbol, instrument);
    };
    return { ...marketData, fetchInstruments: () => marketData.fetchInstruments().pipe(tap(listen)) };
  }

  /**
   * Subscribe to it, once, as long as the run lasts. Never fails. Trading live needs the `gateway` where orders go; what is
   * on paper goes nowhere.
   */
  watch(scanner: TradedScanner, market: MarketScheduler, gateway?: OrderGateway): Observable<never> {
    const { config, presenter } = this.#options;
    if (config.trading.mode === 'off') return NEVER;
    if (config.trading.mode === 'live' && !gateway) throw new TypeError('live trading has no gateway for its orders');
    const shown$ = scanner.cycles$.pipe(tap(() => presenter.trading(this.#status())));
    const traded$ = defer(() =>
      this.#trade(scanner, market, config.trading.mode === 'live' ? gateway : undefined),
    ).pipe(
      catchError((error: unknown) => {
        this.#fail(error);
        return NEVER;
      }),
    );
    return merge(traded$, shown$).pipe(ignoreElements());
  }

  /** Its sections of the report; empty when nothing is traded. */
  get report(): Pick<RunReport, 'orders' | 'positions'> {
    if (!this.#desk) return {};
    const { live, isStopped } = this.#book;
    const failure = this.#failure?.message;
    const { mode, equityQuote } = this.#status();
    return {
      orders: this.#tally.ordersReport(),
      positions: this.#tally.positionsReport({ mode, live: live.values(), equityQuote, isStopped, failure }),
    };
  }

  /**
   * Call it before `watch` is unsubscribed from. At an exchange nothing is opened any more, entries that are not filled
   * are taken back, and what is under way comes to its end: resolves when all that stays there has its stop, or after a
   * while.
   */
  async leave(): Promise<void> {
    const { config, presenter } = this.#options;
    if (config.trading.mode !== 'live' || !this.#desk || this.#failure) return;
    this.#ending.next();
    if (isAtRest(this.#book)) return;
    presenter.say(leavingSentence);
    const rest$ = this.#books.pipe(filter((book) => this.#failure !== undefined || isAtRest(book)));
    await firstValueFrom(merge(rest$, timer(longestLeaveMs)), { defaultValue: undefined });
    if (!isAtRest(this.#book)) presenter.warn(leftSentence);
  }

  /** Resolves when everything is kept. Rejects with the bug that ended trading, if one did. */
  async finish(): Promise<void> {
    process.off('SIGUSR2', this.#onSignal);
    if (this.#desk && !this.#failure) this.#keeper.changed();
    await this.#keeper.finish().finally(() => this.#options.lock?.release());
    if (this.#failure && !isScannerError(this.#failure)) throw this.#failure;
  }

  #trade(scanner: TradedScanner, market: MarketScheduler, gateway: OrderGateway | undefined): Observable<unknown> {
    const { config, kept, presenter } = this.#options;
    this.#nowMs = () => market.now();
    // A market that is played again begins before what was kept of it, and its signals come again.
    if (!gateway && kept && kept.atMs > market.now()) {
      this.#book = { ...shiftBook(this.#book, market.now() - kept.atMs), ended: new Map() };
    }
    this.#tally.begin(this.#book);
    const desk = openDesk({
      config,
      scanner,
      market,
      instrumentOf: (symbol) => this.#instruments.get(symbol),
      words$: this.#words(),
      book: this.#book,
      account: kept?.account,
      gateway,
      keep: () => this.#kept(),
      ending$: this.#ending,
    });
    this.#desk = desk;
    presenter.say(resumeSentence(this.#status()));
    return merge(
      desk.changes$.pipe(tap(() => this.#keeper.changed())),
      desk.updates$.pipe(tap((update) => this.#onUpdate(update))),
      desk.foreignOrders$.pipe(
        tap((order) => {
          this.#tally.foreignOrder();
          presenter.say(foreignSentence(order));
        }),
      ),
      gateway
        ? scanner.accountUpdates$.pipe(
            filter(({ kind }) => kind === 'reconciled'),
            take(1),
            tap(() => presenter.say(accountSentence(this.#status()))),
          )
        : EMPTY,
    );
  }

  /** Resolves when the book as it is now is kept, or with false when it cannot be, or not in time. */
  async #kept(): Promise<boolean> {
    const written = new Promise<boolean>((resolve) => this.#keeper.changed(resolve));
    const timeout = new AbortController();
    const late = wait(longestWriteMs, false, { signal: timeout.signal, ref: false }).catch(() => false);
    return Promise.race([written, late]).finally(() => timeout.abort());
  }

  /** The kill switch, as positions understand it. */
  #words(): Observable<PositionWord> {
    const { killSwitch, presenter } = this.#options;
    return killSwitch.watch().pipe(
      // That it is off is no news, unless it was on.
      skipWhile((isOn) => !isOn && !this.#book.isStopped),
      tap((isOn) => presenter.say(stoppedSentence(isOn))),
      map((isOn) => ({ kind: isOn ? 'killed' : 'lifted' }) as const),
    );
  }

  #onUpdate(update: PositionUpdate): void {
    const { book, commands, notices, problems, decided } = update;
    const isSwitched = book.isStopped !== this.#book.isStopped;
    this.#book = book;
    this.#books.next(book);
    this.#tally.update(update);
    const news = newsOf(update);
    const isUrgent = isSwitched || [commands, notices, problems].some(({ length }) => length > 0);
    const { presenter } = this.#options;
    const tell = (): void => {
      for (const each of news) presenter.trade(each, this.#status());
    };
    // A refusal changes nothing that is kept; a better price alone is kept with the next change.
    if (isUrgent || decided?.decision.kind === 'intent') this.#keeper.changed(tell);
    else tell();
  }

  #snapshot(): KeptTrading {
    const { live, ended, isStopped } = this.#book;
    const account = this.#desk?.exportAccount((id) => live.has(readClientOrderId(id)?.signalKey ?? ''));
    return { atMs: this.#nowMs(), isStopped, live: [...live.values()], ended: [...ended.values()], account };
  }

  #status(): TradingStatus {
    return {
      mode: this.#options.config.trading.mode === 'live' ? 'live' : 'paper',
      quoteAsset: this.#options.config.universe.quoteAsset,
      positions: this.#book.live.size,
      equityQuote: this.#desk?.account()?.equityQuote,
      profitQuote: this.#tally.profitQuote,
      isStopped: this.#book.isStopped,
      hasFailed: this.#failure !== undefined,
    };
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#books.next(this.#book);
    const { presenter, config } = this.#options;
    presenter.warn(endedSentence(this.#failure, config.trading.mode === 'live'));
  }

  async #pull(): Promise<void> {
    const { killSwitch, presenter, config } = this.#options;
    try {
      await killSwitch.pull();
      if (config.trading.mode === 'off' || killSwitch.path === undefined) presenter.say(pullSentence(killSwitch.path));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      presenter.warn(`That trading is stopped cannot be kept over a restart: ${why}.`);
    }
  }
}
