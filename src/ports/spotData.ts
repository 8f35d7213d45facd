import type { Observable } from 'rxjs';
import type { KlineEvent } from '../domain/feed.js';
import type { Instrument } from '../domain/instrument.js';
import type { Kline } from '../domain/kline.js';
import type { FeedSource, KlineQuery, RestBudget } from './marketData.js';

/**
 * The spot market of a venue, beside its futures. Everything is meant as in `MarketData`, but symbols are those of spot,
 * where the same name need not be the same coin or the same amount of it: `spotSymbolOf` says which is which.
 */
export interface SpotData {
  /** Kline topics are series keys of spot symbols. */
  readonly klines: FeedSource<KlineEvent>;
  /**
   * What trades on spot has `contractType` `SPOT`; `underlyingType` is empty and `onboardTimeMs` 0, as spot venues do not
   * say. Emits once.
   */
  readonly fetchInstruments: () => Observable<readonly Instrument[]>;
  /** Ascending, at most 1000; `isClosed` as in `MarketData`. Emits once. */
  readonly fetchKlines: (query: KlineQuery) => Observable<readonly Kline[]>;
  /** Of the spot market alone: it has a request weight of its own. Replays its latest. */
  readonly budget$: Observable<RestBudget>;
}
