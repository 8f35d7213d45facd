import type { MarketInstrument } from '../market.js';
import { decimalText, type Amount } from './amounts.js';

/** A quantity with the instrument's decimals: `0.010`. */
export const baseText = (baseQty: Amount, { baseVolume }: MarketInstrument): string =>
  decimalText(baseQty, baseVolume.shownDecimals);

/** A price with the instrument's decimals: `83000.00`. */
export const quotePriceText = (price: Amount, { price: format }: MarketInstrument): string =>
  decimalText(price, format.shownDecimals);
