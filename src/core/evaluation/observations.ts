import type { SkipReason } from '../../domain/cycle.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Abstention, Direction } from '../../domain/signal.js';
import type { ScannedInstant } from './scanHistory.js';

/** A signal that a scan opened. */
export interface OpenedSignal {
  readonly instant: number;
  /** Its number among the symbols. */
  readonly symbol: number;
  readonly direction: Direction;
}

/** What every scan said of every symbol: `instant × symbols + symbol`, NaN where it said nothing. */
export class Observations {
  readonly symbolCount: number;
  /** By factor, in the order of the rules. */
  readonly factors: readonly Float64Array[];
  readonly scores: Float64Array;
  /** Where the mean of the directional factors pointed. */
  readonly signs: Float64Array;
  readonly abstentions: readonly Map<Abstention, number>[];
  readonly opened: OpenedSignal[] = [];
  readonly skipped: Partial<Record<SkipReason, number>> = {};
  readonly failures: Record<string, string> = {};
  failed = 0;
  scored = 0;
  nonFinite = 0;
  #instants = 0;
  readonly #numberOf: ReadonlyMap<InstrumentSymbol, number>;

  constructor(symbols: readonly InstrumentSymbol[], factorCount: number, instants: number) {
    const panel = (): Float64Array => new Float64Array(instants * symbols.length).fill(Number.NaN);
    this.symbolCount = symbols.length;
    this.#numberOf = new Map(symbols.map((symbol, number) => [symbol, number]));
    this.factors = Array.from({ length: factorCount }, panel);
    this.abstentions = Array.from({ length: factorCount }, () => new Map<Abstention, number>());
    this.scores = panel();
    this.signs = panel();
  }

  /** Notes the next scan. */
  add({ scan, signals }: ScannedInstant): void {
    const instant = this.#instants;
    const origin = instant * this.symbolCount;
    this.#instants += 1;
    for (const { symbol, score, mean, parts } of scan.scores) {
      const at = origin + this.#numberOf.get(symbol)!;
      this.scored += 1;
      if (Number.isFinite(score)) this.scores[at] = score;
      else this.nonFinite += 1;
      this.signs[at] = Math.sign(mean);
      for (const [factor, part] of parts.entries()) {
        if (part.abstained !== undefined) {
          const reasons = this.abstentions[factor]!;
          reasons.set(part.abstained, (reasons.get(part.abstained) ?? 0) + 1);
        } else if (Number.isFinite(part.score)) this.factors[factor]![at] = part.score!;
        else this.nonFinite += 1;
      }
    }
    for (const { reason } of scan.skipped) this.skipped[reason] = (this.skipped[reason] ?? 0) + 1;
    for (const { factor, message } of scan.failed) {
      this.failed += 1;
      this.failures[factor] ??= message;
    }
    for (const { kind, symbol, direction } of signals) {
      if (kind === 'opened') this.opened.push({ instant, symbol: this.#numberOf.get(symbol)!, direction });
    }
  }
}
