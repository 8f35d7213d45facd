import { exchangeInfoRoute } from './exchangeInfo.js';
import type { OrderLimits } from './orderRates.js';
import { klinesRoute } from './klines.js';
import { openInterestRoute } from './openInterest.js';
import { bookTickerRoute, premiumIndexRoute, ticker24hRoute, tickerPriceRoute } from './prices.js';
import type { RouteTable } from './route.js';

/** Public market data. */
export const marketRoutes = (orderLimits?: OrderLimits): RouteTable =>
  new Map([
    ['GET /fapi/v1/ping', { weight: () => 1, handle: () => '{}' }],
    ['GET /fapi/v1/time', { weight: () => 1, handle: (_, { serverTimeMs }) => `{"serverTime":${serverTimeMs}}` }],
    ['GET /fapi/v1/exchangeInfo', exchangeInfoRoute(orderLimits)],
    ['GET /fapi/v1/klines', klinesRoute],
    ['GET /fapi/v1/ticker/24hr', ticker24hRoute],
    ['GET /fapi/v1/ticker/bookTicker', bookTickerRoute],
    ['GET /fapi/v1/ticker/price', tickerPriceRoute],
    ['GET /fapi/v2/ticker/price', tickerPriceRoute],
    ['GET /fapi/v1/premiumIndex', premiumIndexRoute],
    ['GET /fapi/v1/openInterest', openInterestRoute()],
  ]);
