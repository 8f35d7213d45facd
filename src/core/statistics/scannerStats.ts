import type { CycleResult, SkipReason } from '../../domain/cycle.js';
import type { SeriesStatus, WindowChange } from '../../domain/window.js';

/** How long the latest cycles took; all 0 before the first. */
interface DurationStats {
  readonly lastMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What a scanner has come to since it was created. */
export interface ScannerStats {
  readonly cycles: number;
  /** Cycles that fell due while another was running. */
  readonly cyclesSkipped: number;
  /** Of the last cycle; `undefined` before the first. */
  readonly last: CycleResult | undefined;
  /** Of the latest cycles, `recentCycles` at most. */
  readonly duration: DurationStats;
  /** Over all cycles: symbols scored per second of scanning. */
  readonly symbolsPerSecond: number;
  /** REST calls made by scans: 0. */
  readonly restCalls: number;
  readonly windowHits: number;
  readonly windowMisses: number;
  /** Hits among all windows asked for: 0 to 1; 1 when none was. */
  readonly windowHitRatio: number;
  /** How often a symbol was skipped, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** How often a factor failed for a symbol, by factor. */
  readonly failed: Readonly<Record<string, number>>;
  readonly signalsOpened: number;
  readonly signalsClosed: number;
  /** Closed klines taken into windows, warm-up included; `closedLive` of them came over a socket. */
  readonly klinesClosed: number;
  readonly klinesClosedLive: number;
  readonly duplicates: number;
  readonly corrections: number;
  readonly gaps: number;
  readonly repairs: number;
  /** Windows by status, now. */
  readonly windows: Readonly<Record<SeriesStatus, number>>;
}

/** Cycles whose durations are remembered. */
export const recentCycles = 1_000;

/** Counts what a scanner does. Holds the durations of `recentCycles` cycles and the last result. */
export class ScannerCounter {
  readonly #durations: number[] = [];
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly #failed: Record<string, number> = {};
  readonly #counts = {
    cycles: 0,
    cyclesSkipped: 0,
    restCalls: 0,
    windowHits: 0,
    windowMisses: 0,
    signalsOpened: 0,
    signalsClosed: 0,
    klinesClosed: 0,
    klinesClosedLive: 0,
    duplicates: 0,
    corrections: 0,
    gaps: 0,
    repairs: 0,
  };
  #last: CycleResult | undefined;
  #lastCycle: number | undefined;
  #symbolsScored = 0;
  #totalMs = 0;

  /** Cycles are counted anew by those that make them. */
  begin(): void {
    this.#lastCycle = undefined;
  }

  cycle(result: CycleResult): void {
    const counts = this.#counts;
    const before = this.#lastCycle ?? result.cycle - 1;
    this.#lastCycle = result.cycle;
    counts.cycles += 1;
    counts.cyclesSkipped += result.cycle - before - 1;
    counts.restCalls += result.restCalls;
    counts.windowHits += result.windowHits;
    counts.windowMisses += result.windowMisses;
    for (const { kind } of result.signals) {
      if (kind === 'opened') counts.signalsOpened += 1;
      else if (kind === 'closed') counts.signalsClosed += 1;
    }
    for (const { reason } of result.skipped) this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
    for (const { factor } of result.failed) this.#failed[factor] = (this.#failed[factor] ?? 0) + 1;
    this.#symbolsScored += result.scores.length;
    this.#totalMs += result.durationMs;
    this.#durations.push(result.durationMs);
    if (this.#durations.length > recentCycles) this.#durations.shift();
    this.#last = result;
  }

  window(change: WindowChange | { readonly kind: 'entered' | 'left' }): void {
    const counts = this.#counts;
    if (change.kind === 'closed') {
      counts.klinesClosed += 1;
      if (change.source === 'ws') counts.klinesClosedLive += 1;
    } else if (change.kind === 'duplicate') counts.duplicates += 1;
    else if (change.kind === 'corrected') counts.corrections += 1;
    else if (change.kind === 'gap') counts.gaps += 1;
    else if (change.kind === 'repaired') counts.repairs += 1;
  }

  /** What it has come to; `statuses` are those of the windows that are kept now. */
  stats(statuses: Iterable<SeriesStatus>): ScannerStats {
    const { windowHits, windowMisses } = this.#counts;
    const asked = windowHits + windowMisses;
    const windows: Record<SeriesStatus, number> = { warming: 0, ready: 0, suspect: 0, dead: 0 };
    for (const status of statuses) windows[status] += 1;
    return {
      ...this.#counts,
      last: this.#last,
      duration: durationStats(this.#durations),
      symbolsPerSecond: this.#totalMs > 0 ? (this.#symbolsScored / this.#totalMs) * 1_000 : 0,
      windowHitRatio: asked > 0 ? windowHits / asked : 1,
      skipped: { ...this.#skipped },
      failed: { ...this.#failed },
      windows,
    };
  }
}

function durationStats(durations: readonly number[]): DurationStats {
  if (durations.length === 0) return { lastMs: 0, meanMs: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 };
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return {
    lastMs: durations.at(-1)!,
    meanMs: durations.reduce((sum, each) => sum + each, 0) / durations.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: sorted.at(-1)!,
  };
}
