import type { UniverseFilter } from '../filter.js';
import { ageFilter } from './ageFilter.js';
import { contractTypeFilter } from './contractTypeFilter.js';
import { offsetFilter } from './offsetFilter.js';
import { pairBlacklist } from './pairBlacklist.js';
import { percentChangePairList } from './percentChangePairList.js';
import { priceFilter } from './priceFilter.js';
import { quoteAssetFilter } from './quoteAssetFilter.js';
import { quoteVolumeFilter } from './quoteVolumeFilter.js';
import { rangeStabilityFilter } from './rangeStabilityFilter.js';
import { shuffleFilter } from './shuffleFilter.js';
import { spreadFilter } from './spreadFilter.js';
import { staticPairList } from './staticPairList.js';
import { statusFilter } from './statusFilter.js';
import { underlyingFilter } from './underlyingFilter.js';
import { volatilityFilter } from './volatilityFilter.js';
import { volumePairList } from './volumePairList.js';

/** Every filter, by the name it has in the configuration. */
export const universeFilters = {
  VolumePairList: volumePairList,
  PercentChangePairList: percentChangePairList,
  StaticPairList: staticPairList,
  PairBlacklist: pairBlacklist,
  QuoteVolumeFilter: quoteVolumeFilter,
  AgeFilter: ageFilter,
  PriceFilter: priceFilter,
  SpreadFilter: spreadFilter,
  VolatilityFilter: volatilityFilter,
  RangeStabilityFilter: rangeStabilityFilter,
  OffsetFilter: offsetFilter,
  ShuffleFilter: shuffleFilter,
  StatusFilter: statusFilter,
  ContractTypeFilter: contractTypeFilter,
  QuoteAssetFilter: quoteAssetFilter,
  UnderlyingFilter: underlyingFilter,
};

type FilterName = keyof typeof universeFilters;

/** A filter as it is configured: its name and its options. */
export type FilterSetting = {
  readonly [N in FilterName]: { readonly name: N } & Parameters<(typeof universeFilters)[N]>[0];
}[FilterName];

/** The filter that a setting describes. */
export const toFilter = (setting: FilterSetting): UniverseFilter =>
  (universeFilters[setting.name] as (options: FilterSetting) => UniverseFilter)(setting);
