/** What Binance spot puts on the wire where it differs from futures; klines, frames and errors are the same there. */
import { z } from 'zod';
import { nonNegativeText, symbol } from './wireFields.js';
import { filtersByType, stepRules } from './wire.js';

const minNotional = z.object({ minNotional: nonNegativeText.default('0') }).optional();

const tradingRulesSchema = filtersByType.pipe(
  z.object({ ...stepRules, NOTIONAL: minNotional, MIN_NOTIONAL: minNotional }),
);

/**
 * One element of `symbols` in `GET /api/v3/exchangeInfo`. No contract, no underlying, no day of listing; the smallest
 * order is in `NOTIONAL`, on older symbols in `MIN_NOTIONAL`. Statuses: `TRADING`, `HALT`, `BREAK`, …
 *
 *   {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","baseAssetPrecision":8,"quoteAsset":"USDT",
 *    "quotePrecision":8,"isSpotTradingAllowed":true,"isMarginTradingAllowed":true,"filters":[
 *    {"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},
 *    {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
 *    {"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.00000000"}],
 *    "permissions":[],"permissionSets":[]}
 */
export const spotInstrumentSchema = z.object({
  symbol,
  status: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  isSpotTradingAllowed: z.boolean().default(true),
  filters: tradingRulesSchema,
});
export type SpotInstrumentRow = z.infer<typeof spotInstrumentSchema>;
