import { intervalMs } from '../domain/kline.js';
import { unitsToNumber } from './decimal.js';
import { minuteAt, minuteMs, type MarketInstrument } from './market.js';

const fundingMs = intervalMs('8h');

/** What the venue derives from its price: mark, index and funding. */
export interface MarkPrice {
  readonly mark: string;
  readonly average: string;
  readonly index: string;
  readonly settle: string;
  /** Empty for contracts without funding. */
  readonly fundingRate: string;
  /** 0 for contracts without funding. */
  readonly nextFundingTimeMs: number;
}

/** In [-1, 1), by symbol and period: plausible, steady for the period, the same for everyone. */
function lean(symbol: string, period: number): number {
  let hash = period | 0;
  for (let index = 0; index < symbol.length; index += 1) hash = Math.imul(hash ^ symbol.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) | 0) / 2_147_483_648;
}

/** Mark and index lie within a few hundredths of a percent of the last price, funding within ±0.01 % ± 0.01 %. */
export function markPriceOf(instrument: MarketInstrument, lastUnits: number, nowMs: number): MarkPrice {
  const last = unitsToNumber(lastUnits, instrument.price);
  const basis = lean(instrument.symbol, minuteAt(nowMs) / minuteMs);
  const hasFunding = instrument.contractType.endsWith('PERPETUAL');
  const fundingPeriod = Math.floor(nowMs / fundingMs);
  const at = (ratio: number): string => (last * (1 + ratio)).toFixed(8);
  return {
    mark: at(basis * 1e-4),
    average: at(basis * 8e-5),
    index: at(basis * 2e-4),
    settle: at(basis * 3e-4),
    fundingRate: hasFunding ? (1e-4 + 1e-4 * lean(instrument.symbol, fundingPeriod)).toFixed(8) : '',
    nextFundingTimeMs: hasFunding ? (fundingPeriod + 1) * fundingMs : 0,
  };
}
