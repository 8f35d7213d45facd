import { configSchema } from '../../src/config/schema.js';
import { defineFactor, type FactorDefinition } from '../../src/core/factors/defineFactor.js';
import type { Factor, FactorContext } from '../../src/core/factors/factor.js';
import { builtInFactors } from '../../src/core/factors/index.js';
import type { ScanInput, ScanRules, WeightedFactor } from '../../src/core/scoring/scanRules.js';
import { noBooks } from '../../src/core/scoring/scanRules.js';
import type { SeriesSequencer } from '../../src/core/windows/seriesSequencer.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../src/domain/kline.js';

/** The built-in factors with the parameters of the default configuration. */
export const usualFactors = builtInFactors(configSchema.parse({}).factors.parameters);

/** A factor that says the same everywhere, or what it is told to. */
export const saying = (
  name: string,
  score: number | ((context: FactorContext) => number),
  more: Partial<FactorDefinition> = {},
): Factor =>
  defineFactor({
    name,
    kind: 'directional',
    requiredKlines: 1,
    score: typeof score === 'number' ? () => score : score,
    ...more,
  });

/** Rules with the given factors, weighted 1, or each as it is given. */
export const rulesOf = (
  factors: readonly (Factor | WeightedFactor)[],
  { intervals = ['5m'], ...more }: Partial<ScanRules> = {},
): ScanRules => ({
  intervals,
  factors: factors.map((each) => ('factor' in each ? each : { factor: each, weight: 1 })),
  benchmark: instrumentSymbol('BTCUSDT'),
  maxAgeMs: { markPrice: 60_000, openInterest: 60_000, spread: 60_000 },
  ...more,
});

export const inputOf = (
  sequencers: readonly SeriesSequencer[],
  more: Partial<ScanInput> = {},
): ScanInput & { readonly symbols: readonly InstrumentSymbol[] } => ({
  symbols: [...new Set(sequencers.map(({ window }) => window.symbol))],
  book: new Map(sequencers.map((sequencer) => [sequencer.series, sequencer])),
  books: noBooks,
  atMs: 0,
  ...more,
});
