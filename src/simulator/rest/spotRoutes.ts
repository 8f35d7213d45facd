import type { MarketInstrument } from '../market.js';
import { klinesRouteOf } from './klines.js';
import { optionalInstrument } from './parameters.js';
import type { RestContext, Route, RouteTable } from './route.js';

/** Public market data of the spot side. */
export const spotRoutes = (): RouteTable =>
  new Map<string, Route>([
    ['GET /api/v3/ping', { weight: () => 1, handle: () => '{}' }],
    ['GET /api/v3/time', { weight: () => 1, handle: (_, { serverTimeMs }) => `{"serverTime":${serverTimeMs}}` }],
    ['GET /api/v3/exchangeInfo', spotExchangeInfoRoute()],
    ['GET /api/v3/klines', klinesRouteOf({ maxLimit: 1_000, weightOf: () => 2 })],
  ]);

const orderLimits = [
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
];
const orderTypes = [
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
];
const permissionSets = [['SPOT', 'MARGIN', ...Array.from({ length: 60 }, (_, index) => `TRD_GRP_${index + 1}`)]];

/** `GET /api/v3/exchangeInfo`: of one symbol or of all. The listing does not change while the simulator runs. */
function spotExchangeInfoRoute(): Route {
  const printed = new Map<string, string>();
  const print = (instruments: readonly MarketInstrument[], hasSets: boolean): string =>
    JSON.stringify(instruments.map((instrument) => symbolInfo(instrument, hasSets)));
  return {
    weight: () => 20,
    handle: (query, { view, serverTimeMs, weightLimitPerMinute }: RestContext) => {
      const one = optionalInstrument(query, view);
      const hasSets = query.get('showPermissionSets') !== 'false';
      const key = `${one?.symbol ?? ''} ${hasSets}`;
      const symbols = printed.get(key) ?? print(one ? [one] : view.market.instruments, hasSets);
      printed.set(key, symbols);
      const rateLimits = [
        { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightLimitPerMinute },
        ...orderLimits,
      ];
      const head = JSON.stringify({ timezone: 'UTC', serverTime: serverTimeMs, rateLimits, exchangeFilters: [] });
      return `${head.slice(0, -1)},"symbols":${symbols}}`;
    },
  };
}

function symbolInfo(instrument: MarketInstrument, hasSets: boolean): object {
  const { symbol, status, baseAsset, quoteAsset, tickSize, stepSize } = instrument;
  return {
    symbol,
    status,
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00000000', tickSize },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '92141578.00000000', stepSize },
      {
        filterType: 'NOTIONAL',
        minNotional: '5.00000000',
        applyMinToMarket: true,
        maxNotional: '9000000.00000000',
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    ],
    permissions: [],
    permissionSets: hasSets ? permissionSets : [],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  };
}
