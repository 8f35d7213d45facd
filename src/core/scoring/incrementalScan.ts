import type { FailedSymbol, Scan, SkippedSymbol } from '../../domain/cycle.js';
import { intervalMs, type InstrumentSymbol, type KlineInterval } from '../../domain/kline.js';
import type { Regime } from '../../domain/regime.js';
import type { SymbolScore } from '../../domain/signal.js';
import type { WindowsByInterval } from '../factors/factor.js';
import { WindowFigures } from '../factors/windowFigures.js';
import { AskedFactor } from './askedFactor.js';
import { HeldWindows } from './heldWindows.js';
import { regimeOf } from '../factors/regime.js';
import type { ScanInput, ScanRules } from './scanRules.js';
import { ScoredSymbol } from './scoredSymbol.js';

/** What is to be scored: the first stage of a scan. */
export interface Selection {
  readonly ready: readonly ScoredSymbol[];
  readonly skipped: readonly SkippedSymbol[];
  readonly regime: Regime | undefined;
  readonly oldestInputAgeMs: number;
}

/**
 * Scores every symbol whose windows are all ready and names the rest with the reason, again and again: a symbol whose
 * windows and other inputs have not moved since the last scan keeps what its factors said. The result is always that of
 * a scan from scratch. Reads memory only: no clock, no I/O.
 *
 * Holds one entry for each symbol of the last scan.
 */
export class IncrementalScan {
  readonly #rules: ScanRules;
  readonly #factors: readonly AskedFactor[];
  readonly #readBits: number;
  readonly #figures: readonly WindowFigures[];
  readonly #benchmark: HeldWindows;
  readonly #longest: KlineInterval;
  readonly #symbols = new Map<InstrumentSymbol, ScoredSymbol>();
  /** Another object after every move. */
  #benchmarkWindows: WindowsByInterval | undefined;
  #regime: Regime | undefined;

  constructor(rules: ScanRules) {
    const { intervals, factors, benchmark } = rules;
    this.#rules = rules;
    this.#factors = factors.map((factor) => new AskedFactor(factor, intervals));
    this.#readBits = this.#factors.reduce((bits, { inputBits }) => bits | inputBits, 0);
    this.#figures = intervals.map(() => new WindowFigures());
    this.#benchmark = new HeldWindows(benchmark, intervals);
    this.#longest = intervals.reduce((longest, each) => (intervalMs(each) > intervalMs(longest) ? each : longest));
  }

  /** The whole scan. */
  scan(input: ScanInput): Scan {
    return this.score(this.select(input));
  }

  /** Finds what is ready, and what of it has moved. */
  select({ symbols, book, books, atMs }: ScanInput): Selection {
    const { intervals, maxAgeMs } = this.#rules;
    const isBenchmarkReady = this.#benchmark.look(book) === undefined;
    if (isBenchmarkReady && this.#benchmark.takeMoved()) {
      this.#benchmarkWindows = { ...this.#benchmark.byInterval };
      this.#regime = regimeOf(this.#benchmarkWindows[this.#longest]!);
    }
    const benchmark = isBenchmarkReady ? this.#benchmarkWindows : undefined;
    const regime = isBenchmarkReady ? this.#regime : undefined;
    const ready: ScoredSymbol[] = [];
    const skipped: SkippedSymbol[] = [];
    let oldestMs = atMs;
    for (const symbol of symbols) {
      const entry = this.#entryOf(symbol, intervals);
      const reason = entry.windows.look(book);
      if (reason !== undefined) {
        skipped.push({ symbol, reason });
        continue;
      }
      const { inputs, windows } = entry;
      inputs.seeMarket(benchmark, regime);
      inputs.seeMarkPrice(books.markPrices.get(symbol), atMs - maxAgeMs.markPrice);
      inputs.seeOpenInterest(books.openInterest.get(symbol), atMs - maxAgeMs.openInterest);
      inputs.seeSpread(books.spreads.get(symbol), atMs - maxAgeMs.spread);
      entry.seeSpot(books.spot);
      entry.refresh(this.#factors, this.#readBits);
      oldestMs = Math.min(oldestMs, windows.oldestCloseMs, inputs.oldestSampleMs);
      ready.push(entry);
    }
    this.#forgetAllBut(symbols);
    return { ready, skipped, regime, oldestInputAgeMs: atMs - oldestMs };
  }

  /** Asks the factors what is not known any more, and ranks. */
  score({ ready, skipped: notReady, regime, oldestInputAgeMs }: Selection): Scan {
    const scores: SymbolScore[] = [];
    const skipped = [...notReady];
    const failed: FailedSymbol[] = [];
    let recomputed = 0;
    for (const entry of ready) {
      if (!entry.outcome) recomputed += 1;
      const outcome = entry.outcome ?? entry.score(this.#factors, this.#figures);
      if (outcome.kind === 'scored') scores.push(outcome.score);
      else if (outcome.kind === 'failed') failed.push(outcome.failure);
      else skipped.push({ symbol: entry.windows.symbol, reason: outcome.reason });
    }
    scores.sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
    return { scores, skipped, failed, regime, recomputed, oldestInputAgeMs };
  }

  #entryOf(symbol: InstrumentSymbol, intervals: readonly KlineInterval[]): ScoredSymbol {
    const known = this.#symbols.get(symbol);
    if (known) return known;
    const created = new ScoredSymbol(symbol, intervals);
    this.#symbols.set(symbol, created);
    return created;
  }

  #forgetAllBut(symbols: readonly InstrumentSymbol[]): void {
    if (this.#symbols.size <= symbols.length) return;
    const wanted = new Set(symbols);
    for (const symbol of this.#symbols.keys()) if (!wanted.has(symbol)) this.#symbols.delete(symbol);
  }
}
