import type { Kline } from '../../domain/kline.js';
import { plainDecimal } from './plainDecimal.js';

/** Prices above 0, volumes of at least 0, none of them NaN, with which every comparison is false. */
export const hasPlainNumbers = (kline: Kline): boolean =>
  kline.open > 0 &&
  kline.high > 0 &&
  kline.low > 0 &&
  kline.close > 0 &&
  kline.baseVolume >= 0 &&
  kline.quoteVolume >= 0 &&
  kline.takerBuyBaseVolume >= 0 &&
  kline.takerBuyQuoteVolume >= 0;

/** NaN for what is not a plain decimal text. */
export const numberOf = (value: unknown): number => (typeof value === 'string' ? plainDecimal(value) : Number.NaN);

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
