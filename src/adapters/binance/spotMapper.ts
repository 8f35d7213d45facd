import type { Instrument } from '../../domain/instrument.js';
import { instrumentSymbol } from '../../domain/kline.js';
import type { SpotInstrumentRow } from './spotWire.js';

/** What may trade elsewhere, but not on spot. No word of the venue's, which has a flag for it. */
const notOnSpot = 'NO_SPOT_TRADING';

/** What spot does not say stays empty or 0. */
export function toSpotInstrument({ filters, isSpotTradingAllowed, ...row }: SpotInstrumentRow): Instrument {
  const isBarred = row.status === 'TRADING' && !isSpotTradingAllowed;
  return {
    symbol: instrumentSymbol(row.symbol),
    status: isBarred ? notOnSpot : row.status,
    contractType: 'SPOT',
    baseAsset: row.baseAsset,
    quoteAsset: row.quoteAsset,
    underlyingType: '',
    onboardTimeMs: 0,
    tickSize: Number(filters.PRICE_FILTER.tickSize),
    stepSize: Number(filters.LOT_SIZE.stepSize),
    minNotionalQuote: Number((filters.NOTIONAL ?? filters.MIN_NOTIONAL)?.minNotional ?? 0),
  };
}
