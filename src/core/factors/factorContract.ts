import { intervalMs, type KlineInterval } from '../../domain/kline.js';
import { contextAt, contractMarket, transformed, withoutInputs, type ContractMarket } from './contractMarket.js';
import { defineFactor } from './defineFactor.js';
import { regimeKlines } from './regime.js';
import { multiplierRange, type Factor, type ScoreSign } from './factor.js';

const seeds = [1, 2, 3, 4, 5];
/** Instants at which each market is looked at. */
const instants = 12;
/** Klines that a window holds beyond those required. */
const spare = 8;
const tolerance = 1e-6;
/** What sums may be off by; a scan clips it. */
const rounding = 1e-9;
const usualIntervals: readonly KlineInterval[] = ['5m', '15m', '1h'];

/**
 * Checks what every factor promises, on invented markets, and throws an `Error` with one sentence for the first promise
 * that is broken. For any test framework: `it('keeps its contract', () => factorContract(myFactor))`.
 *
 * - range: in its range or NaN, also when nothing moves, when prices explode, and when optional inputs are missing
 * - it can do with exactly the klines that it requires
 * - it has an opinion, now and then, on a usual market of which everything is known
 * - determinism: the same context, and an equal one, have the same answer
 * - no look-ahead, no memory: what was said of an earlier instant is said again after later ones were seen, and does not
 *   depend on what came afterwards
 * - scale: all prices times the same number change nothing
 * - mirror, if it claims to be symmetric: price p → c² / p and buyers for sellers turn the sign of a directional score
 *   and leave a modulator as it was, for a score that points the other way
 */
export function factorContract(given: Factor): void {
  const factor = defineFactor(given);
  const check = new ContractCheck(factor);
  for (const interval of check.intervals) {
    for (const seed of seeds) {
      const market = check.market(seed);
      check.keepsItsRange(market, interval);
      check.canDoWithWhatItRequires(market, interval);
      check.isDeterministic(market, interval);
      check.doesNotLookAhead(market, check.market(seed + 1_000), interval);
      check.ignoresTheUnitOfPrice(market, interval);
      if (factor.isMirrorSymmetric) check.isMirrored(market, interval);
    }
    for (const mood of ['flat', 'wild'] as const) check.keepsItsRange(check.market(1, mood), interval);
    if (factor.inputs.length === 0) check.keepsItsRange(withoutInputs(check.market(1)), interval);
  }
  check.hasOpinions();
}

class ContractCheck {
  readonly intervals: readonly KlineInterval[];
  readonly #factor: Factor;
  readonly #size: number;
  readonly #all: readonly KlineInterval[];
  readonly #signs: readonly ScoreSign[];
  #opinions = 0;

  constructor(factor: Factor) {
    const { intervals, kind, requiredKlines } = factor;
    this.#factor = factor;
    this.#size = requiredKlines + spare;
    this.#signs = kind === 'modulator' ? [1, -1] : [0];
    this.intervals = Array.isArray(intervals) ? intervals : usualIntervals.slice(0, intervals === 'shortest' ? 1 : 3);
    this.#all = [...new Set([...usualIntervals, ...this.intervals])].sort((a, b) => intervalMs(a) - intervalMs(b));
  }

  market(seed: number, mood: 'usual' | 'flat' | 'wild' = 'usual'): ContractMarket {
    const longestMs = Math.max(...this.#all.map(intervalMs));
    const count = (interval: KlineInterval): number =>
      Math.max(this.#size, regimeKlines) + Math.ceil((instants * longestMs) / intervalMs(interval));
    return contractMarket({ intervals: this.#all, count, seed, mood });
  }

  keepsItsRange(market: ContractMarket, interval: KlineInterval): void {
    const [least, most] = this.#factor.kind === 'directional' ? [-100, 100] : multiplierRange;
    this.#everywhere((back, sign) => {
      const score = this.#scoreAt(market, interval, back, sign);
      if (!Number.isNaN(score)) this.#opinions += 1;
      this.#demand(
        Number.isNaN(score) || (score >= least - rounding && score <= most + rounding),
        `it must answer from ${least} to ${most}, or NaN; it answered ${String(score)}`,
      );
    });
  }

  canDoWithWhatItRequires(market: ContractMarket, interval: KlineInterval): void {
    const { requiredKlines } = this.#factor;
    this.#everywhere((back, sign) => {
      const score = this.#scoreAt(market, interval, back, sign, requiredKlines);
      this.#demand(
        Number.isNaN(score) || Number.isFinite(score),
        `${requiredKlines} klines must be enough; it answered ${String(score)}`,
      );
    });
  }

  hasOpinions(): void {
    this.#demand(this.#opinions > 0, 'it must have an opinion on some market; it always answered NaN');
  }

  isDeterministic(market: ContractMarket, interval: KlineInterval): void {
    this.#everywhere((back, sign) => {
      const context = contextAt(market, { interval, back, size: this.#size, sign });
      const first = this.#factor.score(context);
      const same = [this.#factor.score(context), this.#scoreAt(market, interval, back, sign)];
      this.#demand(
        same.every((score) => Object.is(score, first)),
        `the same klines must have the same answer; it answered ${[first, ...same].join(', then ')}`,
      );
    });
  }

  doesNotLookAhead(market: ContractMarket, other: ContractMarket, interval: KlineInterval): void {
    const forward = new Map<string, number>();
    this.#everywhere((back, sign) => forward.set(`${back} ${sign}`, this.#scoreAt(market, interval, back, sign)));
    // Another market, and this one's later instants first: a factor that remembers would answer differently now.
    this.#everywhere((back, sign) => this.#scoreAt(other, interval, back, sign));
    this.#everywhere((back, sign) => {
      const before = forward.get(`${instants - 1 - back} ${sign}`)!;
      const again = this.#scoreAt(market, interval, instants - 1 - back, sign);
      this.#demand(
        Object.is(again, before),
        `later klines must not change an earlier answer; it answered ${before}, and after later ones ${again}`,
      );
    });
  }

  ignoresTheUnitOfPrice(market: ContractMarket, interval: KlineInterval): void {
    for (const unit of [1e-6, 1_000]) {
      const scaled = transformed(market, (price) => price * unit);
      this.#everywhere((back, sign) => {
        const score = this.#scoreAt(market, interval, back, sign);
        const other = this.#scoreAt(scaled, interval, back, sign);
        this.#demand(
          isClose(score, other),
          `the unit of price must not matter; it answered ${score}, and ${other} with prices times ${unit}`,
        );
      });
    }
  }

  isMirrored(market: ContractMarket, interval: KlineInterval): void {
    const mirror = transformed(market, (price) => 1e4 / price, true);
    this.#everywhere((back, sign) => {
      const score = this.#scoreAt(market, interval, back, sign);
      const image = this.#scoreAt(mirror, interval, back, -sign as ScoreSign);
      const expected = this.#factor.kind === 'directional' ? -score : score;
      this.#demand(
        isClose(image, expected),
        `it claims to be mirror symmetric; it answered ${score}, and ${image} in the mirrored market`,
      );
    });
  }

  #everywhere(look: (back: number, sign: ScoreSign) => void): void {
    for (let back = instants - 1; back >= 0; back -= 1) for (const sign of this.#signs) look(back, sign);
  }

  #scoreAt(market: ContractMarket, interval: KlineInterval, back: number, sign: ScoreSign, size = this.#size): number {
    return this.#factor.score(contextAt(market, { interval, back, size, sign }));
  }

  #demand(holds: boolean, sentence: string): void {
    if (!holds) throw new Error(`factor ${this.#factor.name} breaks its contract: ${sentence}`);
  }
}

const isClose = (a: number, b: number): boolean =>
  (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
