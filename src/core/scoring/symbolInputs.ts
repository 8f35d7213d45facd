import type { MarkPrice, OpenInterest } from '../../domain/derivatives.js';
import type { Regime } from '../../domain/regime.js';
import type { Abstention, FactorInput } from '../../domain/signal.js';
import type { Spread } from '../../domain/spread.js';
import type { WindowsByInterval } from '../factors/factor.js';

/** One bit for each input, so that what moved and what a factor reads can be compared at once. */
export const inputBits: Readonly<Record<FactorInput, number>> = {
  benchmark: 1,
  regime: 2,
  markPrice: 4,
  openInterest: 8,
  spread: 16,
  spot: 32,
};

export const bitsOf = (inputs: readonly FactorInput[]): number =>
  inputs.reduce((bits, input) => bits | inputBits[input], 0);

interface Timed {
  readonly exchangeTimeMs: number;
}

/** What is known of one symbol beside its own klines: what is missing or stale is not there. */
export class SymbolInputs {
  benchmark: WindowsByInterval | undefined;
  regime: Regime | undefined;
  markPrice: MarkPrice | undefined;
  openInterest: readonly OpenInterest[] | undefined;
  spread: Spread | undefined;
  spot: WindowsByInterval | undefined;
  /** Why an input is not there. */
  readonly absence: Record<FactorInput, Abstention | undefined> = {
    benchmark: 'benchmarkMissing',
    regime: 'regimeMissing',
    markPrice: 'markPriceMissing',
    openInterest: 'openInterestMissing',
    spread: 'spreadMissing',
    spot: 'spotMissing',
  };
  #latestInterest: OpenInterest | undefined;
  #moved = 0;

  seeMarket(benchmark: WindowsByInterval | undefined, regime: Regime | undefined): void {
    if (benchmark !== this.benchmark) {
      this.benchmark = benchmark;
      this.#note('benchmark', benchmark ? undefined : 'benchmarkMissing');
    }
    if (regime !== this.regime) {
      this.regime = regime;
      this.#note('regime', regime ? undefined : 'regimeMissing');
    }
  }

  /** `oldestMs`: samples before it are stale. */
  seeMarkPrice(latest: MarkPrice | undefined, oldestMs: number): void {
    const absence = absenceOf('markPrice', latest, oldestMs);
    const visible = absence ? undefined : latest;
    if (visible === this.markPrice && absence === this.absence.markPrice) return;
    this.markPrice = visible;
    this.#note('markPrice', absence);
  }

  seeSpread(latest: Spread | undefined, oldestMs: number): void {
    const absence = absenceOf('spread', latest, oldestMs);
    const visible = absence ? undefined : latest;
    if (visible === this.spread && absence === this.absence.spread) return;
    this.spread = visible;
    this.#note('spread', absence);
  }

  seeOpenInterest(samples: readonly OpenInterest[] | undefined, oldestMs: number): void {
    const latest = samples?.at(-1);
    const absence = absenceOf('openInterest', latest, oldestMs);
    const visible = absence ? undefined : samples;
    const isSame = visible === this.openInterest && latest === this.#latestInterest;
    if (isSame && absence === this.absence.openInterest) return;
    this.openInterest = visible;
    this.#latestInterest = latest;
    this.#note('openInterest', absence);
  }

  /** `hasMoved`: a window has other klines than when this was last told. */
  seeSpot(windows: WindowsByInterval | undefined, hasMoved: boolean): void {
    if (windows === this.spot && !hasMoved) return;
    this.spot = windows;
    this.#note('spot', windows ? undefined : 'spotMissing');
  }

  /** Bits of the inputs that moved since this was last asked. */
  takeMoved(): number {
    const moved = this.#moved;
    this.#moved = 0;
    return moved;
  }

  /** Exchange time of the oldest of the samples that are there. */
  get oldestSampleMs(): number {
    return Math.min(
      this.markPrice?.exchangeTimeMs ?? Number.POSITIVE_INFINITY,
      this.openInterest?.at(-1)?.exchangeTimeMs ?? Number.POSITIVE_INFINITY,
      this.spread?.exchangeTimeMs ?? Number.POSITIVE_INFINITY,
    );
  }

  #note(input: FactorInput, absence: Abstention | undefined): void {
    this.absence[input] = absence;
    this.#moved |= inputBits[input];
  }
}

function absenceOf(input: FactorInput, sample: Timed | undefined, oldestMs: number): Abstention | undefined {
  if (!sample) return `${input}Missing`;
  return sample.exchangeTimeMs < oldestMs ? `${input}Stale` : undefined;
}
