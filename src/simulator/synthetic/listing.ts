import { instrumentSymbol } from '../../domain/kline.js';
import { formatUnits, type DecimalFormat } from '../decimal.js';
import type { MarketInstrument } from '../market.js';

/** Perpetuals carry a delivery date far away: 2100-12-25T08:00:00Z. */
export const perpetualDeliveryMs = 4_133_404_800_000;

/** Largest 24 h turnover in units for which sums stay exact integers, with room for busy days. */
const largestDailyUnits = 3e14;

/** What differs between listings. */
export interface Listing {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly status: string;
  readonly contractType: string;
  readonly underlyingType: string;
  readonly onboardTimeMs: number;
  readonly deliveryTimeMs: number;
  readonly basePrice: number;
}

/** Builds the instrument, with tick and step sizes that suit its price. */
export function instrumentOf(listing: Listing): MarketInstrument {
  const { symbol, baseAsset, quoteAsset, basePrice, status, ...rest } = listing;
  const { price, baseVolume } = decimalsFor(basePrice);
  const unitDecimals = price.unitDecimals + baseVolume.unitDecimals;
  const isPriced = status !== 'PENDING_TRADING';
  return {
    ...rest,
    symbol: instrumentSymbol(symbol),
    pair: `${baseAsset}${quoteAsset}`,
    baseAsset,
    quoteAsset,
    status,
    price,
    baseVolume,
    quoteVolume: { unitDecimals, shownDecimals: Math.max(5, unitDecimals) },
    tickSize: isPriced ? formatUnits(1, price) : '0',
    stepSize: isPriced ? formatUnits(1, baseVolume) : '0',
  };
}

/** The most a symbol may turn over in a day without leaving exact arithmetic. */
export const largestDailyQuote = ({ quoteVolume }: MarketInstrument): number =>
  largestDailyUnits / 10 ** quoteVolume.unitDecimals;

/** Five significant digits of price; steps of quantity worth cents to tens of dollars. */
function decimalsFor(basePrice: number): { readonly price: DecimalFormat; readonly baseVolume: DecimalFormat } {
  let magnitude = 0;
  for (let price = basePrice; price >= 10; price /= 10) magnitude += 1;
  for (let price = basePrice; price < 1; price *= 10) magnitude -= 1;
  const priceDecimals = Math.min(7, Math.max(1, (magnitude >= 3 ? 5 : 4) - magnitude));
  const quantityDecimals = Math.min(3, Math.max(0, magnitude - 1));
  return {
    // Prices above 10,000 are printed with one place more than the tick has, as the venue prints BTCUSDT.
    price: { unitDecimals: priceDecimals, shownDecimals: priceDecimals + (magnitude >= 4 ? 1 : 0) },
    baseVolume: { unitDecimals: quantityDecimals, shownDecimals: quantityDecimals },
  };
}
