import type { MarketInstrument } from '../market.js';

/** A quantity with the instrument's decimals: `0.010`. */
export const baseText = (baseQty: number, { baseVolume }: MarketInstrument): string =>
  baseQty.toFixed(baseVolume.shownDecimals);

/** A price with the instrument's decimals: `83000.00`. */
export const quotePriceText = (price: number, { price: format }: MarketInstrument): string =>
  price.toFixed(format.shownDecimals);
