import {
  asyncScheduler,
  catchError,
  defer,
  distinctUntilChanged,
  ignoreElements,
  map,
  merge,
  NEVER,
  skipWhile,
  Subject,
  startWith,
  tap,
  type Observable,
} from 'rxjs';
import { readPaperRecord } from '../../adapters/paper/index.js';
import type { MarketScheduler } from '../../app/marketScheduler.js';
import { paperTrading, type PaperTrading } from '../../app/paperTrading.js';
import type { Scanner } from '../../app/scanner.js';
import type { Config } from '../../config/schema.js';
import { readClientOrderId } from '../../core/positions/clientOrderIds.js';
import { emptyBook, type PositionBook } from '../../core/positions/reduceBook.js';
import { restoreBook, shiftBook } from '../../core/positions/restoreBook.js';
import { Decimal } from '../../domain/decimal.js';
import { isScannerError } from '../../domain/errors.js';
import type { Instrument } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { MarketData } from '../../ports/marketData.js';
import type { KeptTrading, TradingMemory } from '../../ports/tradingMemory.js';
import type { PositionUpdate, PositionWord } from '../../streams/positionLoop.js';
import type { Presenter } from '../present/presenter.js';
import type { RunReport } from '../report/report.js';
import { BookKeeper } from './bookKeeper.js';
import type { KillSwitch } from './killSwitch.js';
import { newsOf } from './newsOf.js';
import { pullSentence, resumeSentence, stoppedSentence } from './sentences.js';
import type { TradingStatus } from './tradeNews.js';
import { TradingTally } from './tradingTally.js';

export interface TradingRunOptions {
  readonly config: Config;
  readonly presenter: Pick<Presenter, 'say' | 'warn' | 'trade' | 'trading'>;
  readonly killSwitch: KillSwitch;
  /** `undefined`: nothing is kept. */
  readonly memory: TradingMemory | undefined;
  readonly kept: KeptTrading | undefined;
}

/** Trades the signals of a run on paper, beside its scan: what goes wrong here ends trading, and nothing else. */
export class TradingRun {
  /**
   * Symbols that stay in the universe, so that the signals behind their positions are followed to their end. Signals of
   * an earlier run are over: what it left pins nothing, and ends by prices and time.
   */
  readonly pinned$: Observable<ReadonlySet<InstrumentSymbol>>;
  readonly #options: TradingRunOptions;
  readonly #instruments = new Map<InstrumentSymbol, Instrument>();
  readonly #books = new Subject<PositionBook>();
  readonly #tally: TradingTally;
  readonly #keeper: BookKeeper;
  readonly #onSignal = (): void => void this.#pull();
  #book: PositionBook;
  #paper: PaperTrading | undefined;
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

  /** Subscribe to it, once, as long as the run lasts. Never fails. */
  watch(scanner: Pick<Scanner, 'signals$' | 'priceFeed$' | 'cycles$'>, market: MarketScheduler): Observable<never> {
    if (this.#options.config.trading.mode !== 'paper') return NEVER;
    const { presenter } = this.#options;
    const shown$ = scanner.cycles$.pipe(tap(() => presenter.trading(this.#status())));
    const traded$ = defer(() => this.#trade(scanner, market)).pipe(
      catchError((error: unknown) => {
        this.#fail(error);
        return NEVER;
      }),
    );
    return merge(traded$, shown$).pipe(ignoreElements());
  }

  /** Its sections of the report; empty when nothing is traded. */
  get report(): Pick<RunReport, 'orders' | 'positions'> {
    if (!this.#paper) return {};
    const { live, isStopped } = this.#book;
    const { equityQuote } = this.#paper.gateway.account();
    const failure = this.#failure?.message;
    return {
      orders: this.#tally.ordersReport(),
      positions: this.#tally.positionsReport({ live: live.values(), equityQuote, isStopped, failure }),
    };
  }

  /** Resolves when everything is kept. Rejects with the bug that ended trading, if one did. */
  async finish(): Promise<void> {
    process.off('SIGUSR2', this.#onSignal);
    if (this.#paper && !this.#failure) this.#keeper.changed();
    await this.#keeper.finish();
    if (this.#failure && !isScannerError(this.#failure)) throw this.#failure;
  }

  #trade(scanner: Pick<Scanner, 'signals$' | 'priceFeed$'>, market: MarketScheduler): Observable<unknown> {
    const { config, kept, presenter } = this.#options;
    this.#nowMs = () => market.now();
    // A market that is played again begins before what was kept of it.
    if (kept && kept.atMs > market.now()) this.#book = shiftBook(this.#book, market.now() - kept.atMs);
    const paper = paperTrading({
      settings: config.trading,
      quoteAsset: config.universe.quoteAsset,
      scanner,
      instrumentOf: (symbol) => this.#instruments.get(symbol),
      words$: this.#words(),
      book: this.#book,
      account: readPaperRecord(kept?.account),
      backoff: config.feeds.backoff,
      random: Math.random,
      market,
      speed: market.speed,
      transport: asyncScheduler,
    });
    this.#paper = paper;
    presenter.say(resumeSentence(this.#status()));
    return merge(
      paper.orderEvents$.pipe(
        tap((event) => {
          this.#tally.order(event);
          this.#keeper.changed();
        }),
      ),
      paper.updates$.pipe(tap((update) => this.#onUpdate(update))),
    );
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
    const account = this.#paper?.gateway.exportState((id) => live.has(readClientOrderId(id)?.signalKey ?? ''));
    return { atMs: this.#nowMs(), isStopped, live: [...live.values()], ended: [...ended.values()], account };
  }

  #status(): TradingStatus {
    return {
      quoteAsset: this.#options.config.universe.quoteAsset,
      positions: this.#book.live.size,
      equityQuote: this.#paper?.gateway.account().equityQuote ?? Decimal.zero,
      profitQuote: this.#tally.profitQuote,
      isStopped: this.#book.isStopped,
      hasFailed: this.#failure !== undefined,
    };
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    const why = this.#failure.message.replace(/\.$/, '');
    this.#options.presenter.warn(`Trading has ended: ${why}. The scan goes on; positions stay as they are.`);
  }

  async #pull(): Promise<void> {
    const { killSwitch, presenter, config } = this.#options;
    try {
      await killSwitch.pull();
      if (config.trading.mode !== 'paper' || killSwitch.path === undefined)
        presenter.say(pullSentence(killSwitch.path));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      presenter.warn(`That trading is stopped cannot be kept over a restart: ${why}.`);
    }
  }
}
