import type { MarkPrice, OpenInterest } from '../../domain/derivatives.js';
import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';
import type { Regime } from '../../domain/regime.js';
import type { FactorInput, FactorKind } from '../../domain/signal.js';
import type { Spread } from '../../domain/spread.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import type { WindowFigures } from './windowFigures.js';

/** Windows of one symbol. An interval that is not kept is absent. */
export type WindowsByInterval = Readonly<Partial<Record<KlineInterval, KlineWindow>>>;

/** Where a score points: up, down, nowhere. */
export type ScoreSign = -1 | 0 | 1;

/** `term`: as in the factor's formula. */
export type Note = (term: string, value: number) => void;

/** Outside of an explanation nobody listens. One function for all, so that calls of it can be compiled away. */
export const noNote: Note = () => undefined;

/**
 * What a factor is shown. It is valid during the call only: the next symbol is shown in the same object.
 * What a factor has not named among its inputs is hidden from it.
 */
export interface FactorContext {
  readonly symbol: InstrumentSymbol;
  /** The window it is asked on. */
  readonly window: KlineWindow;
  /** What many factors make of that window, computed once for all of them. */
  readonly figures: WindowFigures;
  /** All windows of the symbol: every one of them is ready. */
  readonly windows: WindowsByInterval;
  /** For modulators: where the mean that they scale points. 0 for directional factors. */
  readonly sign: ScoreSign;
  /** Windows of the market's benchmark, BTC; input `benchmark`. The symbol's own when it is the benchmark itself. */
  readonly benchmark: WindowsByInterval | undefined;
  /** Input `regime`. */
  readonly regime: Regime | undefined;
  /** Input `markPrice`: the latest. */
  readonly markPrice: MarkPrice | undefined;
  /** Input `openInterest`: samples in the order of their time, the latest last. */
  readonly openInterest: readonly OpenInterest[] | undefined;
  /** Input `spread`: the latest. */
  readonly spread: Spread | undefined;
  /** Names a step of the arithmetic for `candlewick explain`; costs nothing otherwise. */
  readonly note: Note;
  /** Input `spot`: windows of the same coin on the spot market, on the same intervals and maybe shorter. */
  readonly spot: WindowsByInterval | undefined;
}

/** A pure opinion on a symbol: the same context always gives the same answer. */
export interface Factor {
  readonly name: string;
  readonly kind: FactorKind;
  /**
   * The intervals it is asked on; the answers are averaged. `undefined`: every one that is kept; `shortest`: only the
   * shortest that is kept.
   */
  readonly intervals?: readonly KlineInterval[] | 'shortest' | undefined;
  /** How the noted terms make the answer, in one line, for `candlewick explain`. */
  readonly formula?: string | undefined;
  /** On a window with fewer klines it is not asked. */
  readonly requiredKlines: number;
  /** Without any of these, or with a stale one, it is not asked: it abstains. */
  readonly inputs: readonly FactorInput[];
  /** It is shown these when they are there and fresh. */
  readonly optionalInputs?: readonly FactorInput[] | undefined;
  /**
   * Of a factor that is added to the built-in ones: its weight beside theirs, which are 1 or less. Of a modulator at most
   * 1. Default 1. The built-in factors have theirs in the configuration.
   */
  readonly weight?: number | undefined;
  /** It claims that the mirror image of a market (price p becomes c² / p, buyers become sellers) has the mirror image of its score. */
  readonly isMirrorSymmetric: boolean;
  /**
   * `directional`: in [-100, 100], what +100 means is in each factor's doc. `modulator`: what the score is multiplied
   * with, in `multiplierRange`. What is beyond the range counts as its end; NaN is an abstention; any other answer, and
   * an exception, costs the symbol its cycle and is told.
   */
  readonly score: (context: FactorContext) => number;
}

/** Least and most that one modulator may multiply a score with. */
export const multiplierRange = [0.5, 1.25] as const;
