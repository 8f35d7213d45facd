import type { Regime } from '../../domain/regime.js';
import type { FactorPart, SymbolScore } from '../../domain/signal.js';
import { lastSum } from '../factors/lastSum.js';
import { netTakerRatio } from '../factors/netTakerRatio.js';
import { WindowFigures } from '../factors/windowFigures.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import { features } from './featureList.js';

/** Klines without which a window counts as missing: what sigma60 needs. */
export const featureKlines = 61;
const usualKlines = 60;
const usualRange = 0.005;

/** What a row is made of, all of it as the scan saw it. */
export interface FeatureSource extends Pick<SymbolScore, 'score' | 'parts'> {
  /** On the shortest interval that is kept. */
  readonly fast: KlineWindow | undefined;
  /** On the longest. */
  readonly slow: KlineWindow | undefined;
}

const at: Readonly<Record<string, number>> = Object.fromEntries(features.map(({ name }, index) => [name, index]));
const least = Float64Array.from(features, ({ range }) => range[0]);
const most = Float64Array.from(features, ({ range }) => range[1]);
const directional = ['trend', 'momentum', 'volume', 'orderFlow', 'openInterest', 'basisFunding'];
const modulators = ['liquidity', 'structure', 'flowLead', 'independence'];
const slotOf: ReadonlyMap<string, number> = new Map([...directional, ...modulators].map((name) => [name, at[name]!]));

/**
 * Writes rows of features into arrays of the caller. Reads closed klines and what the factors said of them: nothing that
 * came later, no clock. Nothing is allocated as long as windows keep their lengths. The same source gives the same row.
 */
export class FeatureWriter {
  readonly #fast = new WindowFigures();
  readonly #slow = new WindowFigures();
  #row: Float32Array = new Float32Array(0);
  #from = 0;
  #benchmarkReturn = Number.NaN;
  #regimeTrend = 0;
  #regimeVolatility = 0;

  /** What is true of the whole market, for the rows that follow. `benchmark`: its window on the shortest interval. */
  seeMarket(benchmark: KlineWindow | undefined, regime: Regime | undefined): void {
    this.#benchmarkReturn = Number.NaN;
    if (regime === undefined || isMissing(benchmark)) return;
    this.#fast.show(benchmark);
    this.#benchmarkReturn = usualMoves(this.#fast, 12, this.#fast.volatility(usualKlines));
    this.#regimeTrend = regime.trend / 100;
    this.#regimeVolatility = Math.log(regime.relativeVolatility);
  }

  /** Writes the `index`-th row of `rows`. What is not known is written as 0. Throws a `RangeError` when there is no room. */
  write({ score, parts, fast, slow }: FeatureSource, rows: Float32Array, index: number): void {
    const from = index * features.length;
    if (rows.length < from + features.length) throw new RangeError(`there is no room for row ${index}`);
    rows.fill(0, from, from + features.length);
    this.#row = rows;
    this.#from = from;
    const sign = Math.sign(score);
    this.#put(at.score!, Math.abs(score) / 100);
    this.#put(at.direction!, sign);
    this.#writeParts(parts, sign);
    if (isMissing(fast)) this.#put(at.fastMissing!, 1);
    else this.#writeFast(fast, sign);
    if (isMissing(slow)) this.#put(at.slowMissing!, 1);
    else this.#writeSlow(slow, sign);
    if (Number.isNaN(this.#benchmarkReturn)) this.#put(at.marketMissing!, 1);
    else this.#writeMarket(sign);
  }

  #writeParts(parts: readonly FactorPart[], sign: number): void {
    let agreement = 0;
    let opinions = 0;
    for (const { factor, kind, score, weight } of parts) {
      if (score === undefined) continue;
      if (kind === 'directional' && Math.sign(score) === sign) agreement += weight;
      const slot = slotOf.get(factor);
      if (slot === undefined) continue;
      if (kind === 'directional') opinions += 1;
      this.#put(slot, kind === 'directional' ? (sign * score) / 100 : score - 1);
    }
    this.#put(at.agreement!, agreement);
    this.#put(at.opinions!, opinions / directional.length);
  }

  #writeFast(window: KlineWindow, sign: number): void {
    const figures = this.#fast;
    figures.show(window);
    const usual = figures.volatility(usualKlines);
    this.#put(at.fastReturn1!, sign * usualMoves(figures, 1, usual));
    this.#put(at.fastReturn12!, sign * usualMoves(figures, 12, usual));
    this.#put(at.fastReturn48!, sign * usualMoves(figures, 48, usual));
    this.#put(at.fastRange!, Math.log(figures.trueRange(14) / usualRange));
    this.#put(at.fastVolatility!, logRatio(figures.volatility(12), usual));
    const { quoteVolume } = window.columns;
    this.#put(at.fastVolume!, logRatio(lastSum(quoteVolume, 6) / 6, lastSum(quoteVolume, usualKlines) / usualKlines));
    this.#put(at.fastTaker!, sign * netTakerRatio(window.columns, 12));
    this.#put(at.fastPlace!, sign * placeInRange(window, 48));
  }

  #writeSlow(window: KlineWindow, sign: number): void {
    const figures = this.#slow;
    figures.show(window);
    const usual = figures.volatility(usualKlines);
    this.#put(at.slowReturn12!, sign * usualMoves(figures, 12, usual));
    this.#put(at.slowVolatility!, logRatio(figures.volatility(12), usual));
    this.#put(at.slowPlace!, sign * placeInRange(window, 48));
  }

  #writeMarket(sign: number): void {
    this.#put(at.benchmarkReturn12!, sign * this.#benchmarkReturn);
    this.#put(at.regimeTrend!, sign * this.#regimeTrend);
    this.#put(at.regimeVolatility!, this.#regimeVolatility);
  }

  #put(slot: number, value: number): void {
    // The sum turns -0, which 0 times a falling sign is, into 0.
    this.#row[this.#from + slot] = Math.max(least[slot]!, Math.min(most[slot]!, value)) + 0;
  }
}

const isMissing = (window: KlineWindow | undefined): window is undefined =>
  window === undefined || window.count < featureKlines;

/** The move of so many klines, in usual moves of so many; 0 when nothing has moved. */
const usualMoves = (figures: WindowFigures, klines: number, usual: number): number =>
  usual === 0 ? 0 : figures.logReturn(klines) / (usual * Math.sqrt(klines));

/** -∞, which counts as the end of its range, when the first is 0; 0 when there is nothing to compare it with. */
const logRatio = (recent: number, usual: number): number => (usual === 0 ? 0 : Math.log(recent / usual));

/** Where the close stands between the lowest low and the highest high of the last klines: -1 to 1, in logarithms. */
function placeInRange({ columns: { high, low, close } }: KlineWindow, klines: number): number {
  let highest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = close.length - klines; i < close.length; i += 1) {
    highest = Math.max(highest, high[i]!);
    lowest = Math.min(lowest, low[i]!);
  }
  const range = Math.log(highest / lowest);
  return range === 0 ? 0 : (2 * Math.log(close[close.length - 1]! / lowest)) / range - 1;
}
