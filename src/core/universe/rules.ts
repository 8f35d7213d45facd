import type { UniverseFilter } from './filter.js';
import { contractTypeFilter } from './filters/contractTypeFilter.js';
import { toFilter, type FilterSetting } from './filters/index.js';
import { pairBlacklist } from './filters/pairBlacklist.js';
import { quoteAssetFilter } from './filters/quoteAssetFilter.js';
import { quoteVolumeFilter } from './filters/quoteVolumeFilter.js';
import { staticPairList } from './filters/staticPairList.js';
import { statusFilter } from './filters/statusFilter.js';
import { underlyingFilter } from './filters/underlyingFilter.js';
import { volumePairList } from './filters/volumePairList.js';
import type { MoverRules } from './movers.js';

/** What a symbol must be to be scanned. */
export interface UniverseRules {
  readonly quoteAsset: string;
  readonly contractTypes: readonly string[];
  /** An empty list means any. */
  readonly underlyingTypes: readonly string[];
  readonly minQuoteVolume24h: number;
  /** When not empty, only what these name or match, as far as it can be traded; volume does not matter then. */
  readonly symbols: readonly string[];
  readonly blacklist: readonly string[];
  /** What both pools must pass, after all of the above and sorted by turnover. */
  readonly filters: readonly FilterSetting[];
  /** The most symbols, the elite first; `null` for all. */
  readonly maxSymbols: number | null;
  readonly elite: {
    /** What the elite must pass besides. */
    readonly filters: readonly FilterSetting[];
    /** Market time for which an elite stays chosen. */
    readonly refreshPeriodMs: number;
  };
  readonly overlay: MoverRules & {
    /** What a mover must pass besides. */
    readonly filters: readonly FilterSetting[];
    /** The most symbols that are not of the elite as well; `null` for all. */
    readonly maxSymbols: number | null;
  };
}

/** The filters on the way into the universe. */
export interface UniverseFilters {
  /** What can be traded at all, and is wanted: members that no longer pass leave at once. */
  readonly listing: readonly UniverseFilter[];
  /** After `listing`, on the way into both pools. */
  readonly common: readonly UniverseFilter[];
  /** After `common`. */
  readonly elite: readonly UniverseFilter[];
  /** After `common`. */
  readonly overlay: readonly UniverseFilter[];
}

/** The filters that the rules amount to, in their order. */
export const filtersOf = (rules: UniverseRules): UniverseFilters => ({
  listing: [
    statusFilter({ statuses: ['TRADING'] }),
    contractTypeFilter(rules),
    quoteAssetFilter({ quoteAssets: [rules.quoteAsset] }),
    ...(rules.underlyingTypes.length === 0 ? [] : [underlyingFilter(rules)]),
    pairBlacklist({ symbols: rules.blacklist }),
    ...(rules.symbols.length === 0 ? [] : [staticPairList(rules)]),
  ],
  common: [
    ...(rules.symbols.length === 0 ? [quoteVolumeFilter(rules)] : []),
    volumePairList({ top: null }),
    ...rules.filters.map(toFilter),
  ],
  elite: rules.elite.filters.map(toFilter),
  overlay: rules.overlay.filters.map(toFilter),
});
