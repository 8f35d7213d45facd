import { intervalMs, type InstrumentSymbol, type KlineInterval } from '../../domain/kline.js';
import type { Abstention, FactorPart } from '../../domain/signal.js';
import { multiplierRange, noNote, type Factor, type FactorContext, type ScoreSign } from '../factors/factor.js';
import type { WindowFigures } from '../factors/windowFigures.js';
import type { HeldWindows } from './heldWindows.js';
import type { WeightedFactor } from './scanRules.js';
import { bitsOf, inputBits, type SymbolInputs } from './symbolInputs.js';

/** What a factor is asked about. */
export interface Question {
  readonly symbol: InstrumentSymbol;
  readonly windows: HeldWindows;
  readonly inputs: SymbolInputs;
  /** Of each window, in the order of the intervals. */
  readonly figures: readonly WindowFigures[];
  /** 0 when directional factors are asked. */
  readonly sign: ScoreSign;
  /** What the weights of directional factors are divided by. */
  readonly totalWeight: number;
}

/** A factor threw, or answered what is no number: the caller decides what becomes of the symbol. */
export class FactorFailure extends Error {
  readonly factor: string;

  constructor(factor: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.factor = factor;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A factor with its place in the scan: which windows it is asked on, and what it is shown. */
export class AskedFactor {
  readonly factor: Factor;
  readonly weight: number;
  readonly isModulator: boolean;
  /** Bits of the inputs that its answer depends on. */
  readonly inputBits: number;
  readonly #intervals: readonly KlineInterval[];
  readonly #slots: readonly number[];
  readonly #least: number;
  readonly #most: number;
  /** One object for all calls: a scan makes thousands. */
  #context: Mutable<FactorContext> | undefined;

  constructor({ factor, weight }: WeightedFactor, intervals: readonly KlineInterval[]) {
    this.factor = factor;
    this.weight = weight;
    this.isModulator = factor.kind === 'modulator';
    this.inputBits = bitsOf([...factor.inputs, ...(factor.optionalInputs ?? [])]);
    this.#intervals = intervals;
    this.#slots = slotsOf(factor, intervals);
    [this.#least, this.#most] = factor.kind === 'directional' ? [-100, 100] : multiplierRange;
  }

  /**
   * The factor's part in a score. Throws `FactorFailure` when the factor throws or answers what is no number.
   */
  ask(question: Question): FactorPart {
    const { inputs, windows, figures } = question;
    for (const input of this.factor.inputs) {
      const absence = inputs.absence[input];
      if (absence) return this.#abstention(absence);
    }
    if (this.#slots.length === 0) return this.#abstention('intervalMissing');
    const context = this.#show(question);
    const byInterval: Partial<Record<KlineInterval, number>> = {};
    let sum = 0;
    let count = 0;
    let wasAsked = false;
    for (const slot of this.#slots) {
      const window = windows.list[slot]!;
      if (window.count < this.factor.requiredKlines) continue;
      wasAsked = true;
      context.window = window;
      context.figures = figures[slot]!;
      const score = this.#answer(context);
      if (Number.isNaN(score)) continue;
      const clipped = Math.max(this.#least, Math.min(this.#most, score));
      byInterval[this.#intervals[slot]!] = clipped;
      sum += clipped;
      count += 1;
    }
    if (count === 0) return this.#abstention(wasAsked ? 'noOpinion' : 'tooFewKlines');
    const mean = sum / count;
    const { name, kind } = this.factor;
    const weight = this.isModulator ? this.weight : this.weight / question.totalWeight;
    const score = this.isModulator ? 1 + weight * (mean - 1) : mean;
    return { factor: name, kind, score, weight, byInterval, abstained: undefined };
  }

  #abstention(abstained: Abstention): FactorPart {
    const { name, kind } = this.factor;
    return { factor: name, kind, score: undefined, weight: 0, byInterval: {}, abstained };
  }

  #show({ symbol, windows, inputs, figures, sign }: Question): Mutable<FactorContext> {
    const bits = this.inputBits;
    const context = (this.#context ??= {
      symbol,
      window: windows.list[0]!,
      figures: figures[0]!,
      windows: windows.byInterval,
      sign,
      note: noNote,
      benchmark: undefined,
      regime: undefined,
      markPrice: undefined,
      openInterest: undefined,
      spread: undefined,
      spot: undefined,
    });
    context.symbol = symbol;
    context.windows = windows.byInterval;
    context.sign = sign;
    if (bits === 0) return context;
    if (bits & inputBits.benchmark) context.benchmark = inputs.benchmark;
    if (bits & inputBits.regime) context.regime = inputs.regime;
    if (bits & inputBits.markPrice) context.markPrice = inputs.markPrice;
    if (bits & inputBits.openInterest) context.openInterest = inputs.openInterest;
    if (bits & inputBits.spread) context.spread = inputs.spread;
    if (bits & inputBits.spot) context.spot = inputs.spot;
    return context;
  }

  #answer(context: FactorContext): number {
    let score: number;
    try {
      score = this.factor.score(context);
    } catch (error) {
      throw new FactorFailure(this.factor.name, error instanceof Error ? error.message : String(error), error);
    }
    if (typeof score !== 'number' || score === Infinity || score === -Infinity)
      throw new FactorFailure(
        this.factor.name,
        `it answered ${String(score)}; expected a finite number, or NaN for no opinion`,
      );
    return score;
  }
}

/** Which of the kept intervals a factor is asked on, by their place. */
export function slotsOf({ intervals: wanted }: Factor, intervals: readonly KlineInterval[]): readonly number[] {
  const slots = intervals.map((_, slot) => slot);
  if (wanted === undefined) return slots;
  if (wanted !== 'shortest') return slots.filter((slot) => wanted.includes(intervals[slot]!));
  return slots.sort((a, b) => intervalMs(intervals[a]!) - intervalMs(intervals[b]!)).slice(0, 1);
}
