import type { Certificate } from './certificate.js';
import type { InstrumentSymbol, KlineInterval } from './kline.js';

export type Direction = 'long' | 'short';

/** `directional` factors say where a price goes; `modulator`s scale how far they are believed. */
export type FactorKind = 'directional' | 'modulator';

/** What a factor may read beside the windows of its symbol. */
export type FactorInput = 'benchmark' | 'regime' | 'markPrice' | 'openInterest' | 'spread' | 'spot';

/** Why a factor has no part in a score. `intervalMissing`: none of the intervals it reads is kept. */
export type Abstention =
  'tooFewKlines' | 'intervalMissing' | 'noOpinion' | `${FactorInput}Missing` | `${FactorInput}Stale`;

/** One factor's share of a score. */
export interface FactorPart {
  readonly factor: string;
  readonly kind: FactorKind;
  /**
   * The mean over the intervals it was asked on. Of a directional factor in [-100, 100]; of a modulator what the mean of
   * the others is multiplied with, its weight already taken into account. `undefined` when it abstained.
   */
  readonly score: number | undefined;
  /**
   * Of a directional factor its share of the mean, after the weights of those that abstained were shared out: 0 to 1. Of
   * a modulator how much of its effect counts: 0 to 1. 0 when it abstained.
   */
  readonly weight: number;
  /** What it said on each interval, before weights. */
  readonly byInterval: Readonly<Partial<Record<KlineInterval, number>>>;
  /** Why it has no part in the score; `undefined` when it has. */
  readonly abstained: Abstention | undefined;
}

/** One symbol, scored in one cycle. */
export interface SymbolScore {
  readonly symbol: InstrumentSymbol;
  /** The mean, times every modulator, in [-100, 100]. */
  readonly score: number;
  /** Weighted mean of the directional parts, in [-100, 100]. */
  readonly mean: number;
  readonly parts: readonly FactorPart[];
}

/** What ended a signal: its score fell, turned round, or its symbol left the universe. */
export type CloseCause = 'fell' | 'turned' | 'left';

/** What every event of a signal says. */
interface SignalFacts {
  /**
   * A hash of what the signal was opened on: the same windows, scores and configuration give the same id. It stays the
   * same from `opened` to `closed`.
   */
  readonly id: string;
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  /** Now, as are all the facts that follow. Of a symbol that left: the last one known. */
  readonly score: number;
  readonly parts: readonly FactorPart[];
  readonly certificates: readonly Certificate[];
  readonly price: number;
  /** Exchange time of `price`. */
  readonly priceTimeMs: number;
  /** Market time of the cycle that says it. */
  readonly atMs: number;
  readonly cycle: number;
  /** Market time of the cycle that opened it. */
  readonly openedAtMs: number;
  /** A hash of the settings that scores and signals depend on. */
  readonly configHash: string;
  /** How likely it is to end well, 0 to 1, as it was predicted now; absent where nothing was predicted. */
  readonly probability?: number;
}

/**
 * A direction whose score reached the threshold, with everything it rests on: `opened` once, `updated` whenever its
 * score has changed, `closed` once.
 */
export type Signal =
  | (SignalFacts & { readonly kind: 'opened' | 'updated' })
  | (SignalFacts & { readonly kind: 'closed'; readonly cause: CloseCause });
