import type { FailedSymbol, SkipReason } from '../../domain/cycle.js';
import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';
import type { FactorPart, SymbolScore } from '../../domain/signal.js';
import type { ScoreSign } from '../factors/factor.js';
import type { WindowFigures } from '../factors/windowFigures.js';
import { FactorFailure, type AskedFactor, type Question } from './askedFactor.js';
import { HeldWindows } from './heldWindows.js';
import type { SpotBook } from './scanRules.js';
import { SymbolInputs } from './symbolInputs.js';

/** What came of a symbol. `silent`: every directional factor abstained, so there is no score. */
export type Outcome =
  | { readonly kind: 'scored'; readonly score: SymbolScore }
  | { readonly kind: 'failed'; readonly failure: FailedSymbol }
  | { readonly kind: 'silent'; readonly reason: SkipReason };

/** One symbol with what its factors said last: only those whose inputs have moved are asked again. */
export class ScoredSymbol {
  readonly windows: HeldWindows;
  readonly inputs = new SymbolInputs();
  readonly #intervals: readonly KlineInterval[];
  /** Of the same coin on the spot market. */
  #spot: HeldWindows | undefined;
  #answers: (FactorPart | undefined)[] = [];
  #sign: ScoreSign = 0;
  /** Of the directional factors that had an opinion the last time: mostly they have one again. */
  #totalWeight = 1;
  #outcome: Outcome | undefined;

  constructor(symbol: InstrumentSymbol, intervals: readonly KlineInterval[]) {
    this.windows = new HeldWindows(symbol, intervals);
    this.#intervals = intervals;
  }

  /** The last outcome when nothing that a factor reads has moved; else `undefined`, and `score` is to be asked. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Notes what there is of the coin on the spot market, if anything. */
  seeSpot({ symbols, windows: book }: SpotBook): void {
    const symbol = symbols.get(this.windows.symbol);
    if (symbol !== this.#spot?.symbol) this.#spot = symbol && new HeldWindows(symbol, this.#intervals);
    const spot = this.#spot;
    const isReady = spot !== undefined && spot.look(book) === undefined;
    this.inputs.seeSpot(isReady ? spot.byInterval : undefined, isReady && spot.takeMoved());
  }

  /** Forgets what is no longer true. */
  refresh(factors: readonly AskedFactor[], readBits: number): void {
    const haveWindowsMoved = this.windows.takeMoved();
    const movedBits = this.inputs.takeMoved() & readBits;
    if (!haveWindowsMoved && movedBits === 0) return;
    // After a failure it is not known which factors were asked.
    const isAll = haveWindowsMoved || this.#outcome?.kind === 'failed';
    this.#outcome = undefined;
    factors.forEach(({ inputBits }, index) => {
      if (isAll || (inputBits & movedBits) !== 0) this.#answers[index] = undefined;
    });
  }

  /** Asks the factors whose answers are not known. `figures`, one for each interval, are shown the windows. */
  score(factors: readonly AskedFactor[], figures: readonly WindowFigures[]): Outcome {
    this.windows.list.forEach((window, slot) => figures[slot]!.show(window));
    try {
      this.#outcome = this.#scoreAll(factors, figures);
    } catch (error) {
      if (!(error instanceof FactorFailure)) throw error;
      const { factor, message } = error;
      this.#outcome = { kind: 'failed', failure: { symbol: this.windows.symbol, factor, message } };
    }
    return this.#outcome;
  }

  #scoreAll(factors: readonly AskedFactor[], figures: readonly WindowFigures[]): Outcome {
    const { windows, inputs } = this;
    const { symbol } = windows;
    const question: Question = { symbol, windows, inputs, figures, sign: 0, totalWeight: this.#totalWeight };
    let totalWeight = 0;
    let weightedSum = 0;
    for (let index = 0; index < factors.length; index += 1) {
      const asked = factors[index]!;
      if (asked.isModulator) continue;
      const { score } = (this.#answers[index] ??= asked.ask(question));
      if (score === undefined) continue;
      totalWeight += asked.weight;
      weightedSum += asked.weight * score;
    }
    if (totalWeight === 0) return { kind: 'silent', reason: this.#silenceOf(factors) };
    this.#totalWeight = totalWeight;
    const mean = clip(weightedSum / totalWeight);
    const sign = Math.sign(mean) as ScoreSign;
    const hasTurned = sign !== this.#sign;
    this.#sign = sign;
    const toModulators: Question = { ...question, sign };
    let multiplier = 1;
    const parts: FactorPart[] = [];
    for (let index = 0; index < factors.length; index += 1) {
      const asked = factors[index]!;
      if (asked.isModulator) {
        if (hasTurned) this.#answers[index] = undefined;
        this.#answers[index] ??= asked.ask(toModulators);
        multiplier *= this.#answers[index]!.score ?? 1;
      } else this.#answers[index] = withWeight(this.#answers[index]!, asked.weight / totalWeight);
      parts.push(this.#answers[index]!);
    }
    return { kind: 'scored', score: { symbol, score: clip(mean * multiplier), mean, parts } };
  }

  #silenceOf(factors: readonly AskedFactor[]): SkipReason {
    const isYoung = factors.every(
      ({ isModulator }, index) => isModulator || this.#answers[index]?.abstained === 'tooFewKlines',
    );
    return isYoung ? 'tooFewKlines' : 'noOpinion';
  }
}

/** The part itself where its weight is right, which it mostly is; a part that was told is not changed. */
const withWeight = (part: FactorPart, weight: number): FactorPart =>
  part.score === undefined || part.weight === weight ? part : { ...part, weight };

const clip = (score: number): number => Math.max(-100, Math.min(100, score));
