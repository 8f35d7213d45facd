import { intervalMs, type KlineInterval } from '../../domain/kline.js';
import { hashText } from '../scoring/hashText.js';

/** One number of a row, as a model sees it. */
export interface Feature {
  readonly name: string;
  /** In the words of `README.md`. */
  readonly formula: string;
  /** Least and most: what is beyond counts as the end. */
  readonly range: readonly [number, number];
}

const feature = (name: string, formula: string, range: readonly [number, number]): Feature => ({
  name,
  formula,
  range,
});

const opinion = (name: string): Feature => feature(name, `s · score of ${name} / 100`, [-1, 1]);
const effect = (name: string): Feature => feature(name, `multiplier of ${name} - 1`, [-0.5, 0.25]);

/** Every feature, in the order of a row. Their names, formulas and ranges make the hash: what changes one makes another schema. */
export const features: readonly Feature[] = [
  feature('score', '|score| / 100', [0, 1]),
  feature('direction', 's', [-1, 1]),
  feature('agreement', 'weight of the directional factors that point as s does', [0, 1]),
  feature('opinions', 'share of the six built-in directional factors that have an opinion', [0, 1]),
  opinion('trend'),
  opinion('momentum'),
  opinion('volume'),
  opinion('orderFlow'),
  opinion('openInterest'),
  opinion('basisFunding'),
  effect('liquidity'),
  effect('structure'),
  effect('flowLead'),
  effect('independence'),
  feature('fastReturn1', 's · ln(c / c1) / sigma60', [-10, 10]),
  feature('fastReturn12', 's · ln(c / c12) / (sigma60 · √12)', [-10, 10]),
  feature('fastReturn48', 's · ln(c / c48) / (sigma60 · √48)', [-10, 10]),
  feature('fastRange', 'ln(range14 / 0.005)', [-5, 5]),
  feature('fastVolatility', 'ln(sigma12 / sigma60)', [-3, 3]),
  feature('fastVolume', 'ln(mean quote volume of 6 klines / of 60)', [-5, 5]),
  feature('fastTaker', 's · net taker share of 12 klines', [-1, 1]),
  feature('fastPlace', 's · (2 · ln(c / low48) / ln(high48 / low48) - 1)', [-1, 1]),
  feature('slowReturn12', 's · ln(c / c12) / (sigma60 · √12)', [-10, 10]),
  feature('slowVolatility', 'ln(sigma12 / sigma60)', [-3, 3]),
  feature('slowPlace', 's · (2 · ln(c / low48) / ln(high48 / low48) - 1)', [-1, 1]),
  feature('benchmarkReturn12', 's · ln(b / b12) / (sigma60 · √12)', [-10, 10]),
  feature('regimeTrend', 's · trend of the regime / 100', [-1, 1]),
  feature('regimeVolatility', 'ln(relative volatility of the regime)', [-3, 3]),
  feature('fastMissing', '1 when the fast window is missing or short', [0, 1]),
  feature('slowMissing', '1 when the slow window is missing or short', [0, 1]),
  feature('marketMissing', '1 when the benchmark or the regime is missing', [0, 1]),
];

/** Numbers in a row. */
export const featureCount = features.length;

/** The intervals that the features are made of: the shortest that is kept, and the longest. */
export interface FeatureIntervals {
  readonly fast: KlineInterval;
  readonly slow: KlineInterval;
}

/** Throws a `RangeError` for none. */
export function featureIntervals(kept: readonly KlineInterval[]): FeatureIntervals {
  const [fast, ...longer] = [...kept].sort((a, b) => intervalMs(a) - intervalMs(b));
  if (fast === undefined) throw new RangeError('features are made of at least one interval');
  return { fast, slow: longer.at(-1) ?? fast };
}

/** Of the list above on these intervals: rows of equal hash mean the same, rows of different hash must not be mixed. */
export function featureHash(kept: readonly KlineInterval[]): string {
  const { fast, slow } = featureIntervals(kept);
  return hashText(JSON.stringify([features.map(({ name, formula, range }) => [name, formula, range]), fast, slow]));
}
