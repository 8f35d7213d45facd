import type { KlineColumns } from '../windows/klineWindow.js';

/** What an indicator reads: columns of a window, or those of a second market (`benchmark`) at the same open times. */
export type IndicatorInput = keyof KlineColumns | 'benchmark';

/** What every series of values an indicator writes promises. `P` names its parameters. */
export interface IndicatorOutput<P extends string> {
  /** Klines until the first value: the values before it are NaN, exactly `requiredKlines - 1` of them. */
  requiredKlines(parameters: Readonly<Record<P, number>>): number;
  /**
   * Klines until what a recursion was seeded with weighs less than 1e-9. Absent where nothing is seeded: values are
   * exact from `requiredKlines` on.
   */
  warmUpKlines?(parameters: Readonly<Record<P, number>>): number;
  /** What it is measured in: it grows in proportion to prices, to volumes, or to neither. */
  readonly unit: 'price' | 'volume' | 'none';
  /** Smallest and largest value, where there are such. */
  readonly range?: readonly [number, number];
}

/** What one indicator is: the facts of its doc, so that tests, benches and charts can treat all of them alike. */
export interface Indicator<
  O extends string = string,
  I extends IndicatorInput = IndicatorInput,
  P extends string = string,
> {
  readonly inputs: readonly I[];
  /** The usual values of its parameters. */
  readonly parameters: Readonly<Record<P, number>>;
  readonly outputs: Readonly<Record<O, IndicatorOutput<P>>>;
  /**
   * What a value depends on. `window`: the last `requiredKlines` klines. `recursive`: all klines, the older the less.
   * `anchored`: all klines since the first, by definition.
   */
  readonly memory: 'window' | 'recursive' | 'anchored';
  /** Fills every output, each as long as the inputs. Throws a `RangeError` where parameters or lengths make no sense. */
  compute(
    out: Readonly<Record<O, Float64Array>>,
    columns: Readonly<Record<I, Float64Array>>,
    parameters: Readonly<Record<P, number>>,
  ): void;
}

/** Types a description by what it says. */
export const describeIndicator = <O extends string, I extends IndicatorInput, P extends string>(
  indicator: Indicator<O, I, P>,
): Indicator<O, I, P> => indicator;

/** Klines until every output has a value. */
export const requiredKlines = ({ outputs, parameters }: Indicator, given = parameters): number =>
  Math.max(...Object.values(outputs).map((output) => output.requiredKlines(given)));

/** Klines until every output has forgotten its seed. */
export const warmUpKlines = ({ outputs, parameters }: Indicator, given = parameters): number =>
  Math.max(...Object.values(outputs).map((output) => output.warmUpKlines?.(given) ?? output.requiredKlines(given)));

const forgottenWeight = 1e-9;

/**
 * Steps of `x += alpha · (value - x)` after which the first x weighs less than 1e-9. Where a recursion feeds another,
 * `stages` of them share that weight: the sum of their steps is enough.
 */
export const stepsToForget = (alpha: number, stages = 1): number =>
  Math.ceil(Math.log(forgottenWeight / stages) / Math.log1p(-alpha));
