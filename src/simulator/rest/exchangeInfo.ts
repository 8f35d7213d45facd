import type { MarketInstrument } from '../market.js';
import { filterRows } from '../matching/venueFilters.js';
import { venueOrderLimits, type OrderLimits } from './orderRates.js';
import type { RestContext, Route } from './route.js';

const venueRules = { timezone: 'UTC', futuresType: 'U_MARGINED' };
const assets = ['USDT', 'USDC', 'BTC'].map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: '-10000' }));
const orderTypes = [
  'LIMIT',
  'MARKET',
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
];

/** `GET /fapi/v1/exchangeInfo`. The listing does not change while the simulator runs, so it is printed once. */
export function exchangeInfoRoute({ perMinute, per10s }: OrderLimits = venueOrderLimits): Route {
  let symbols: string | undefined;
  return {
    weight: () => 1,
    handle: (_query, { view, serverTimeMs, weightLimitPerMinute }: RestContext) => {
      symbols ??= JSON.stringify(view.market.instruments.map(symbolInfo));
      const rateLimits = [
        { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightLimitPerMinute },
        { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: perMinute },
        { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: per10s },
      ];
      const head = JSON.stringify({ ...venueRules, serverTime: serverTimeMs, rateLimits, exchangeFilters: [], assets });
      return `${head.slice(0, -1)},"symbols":${symbols}}`;
    },
  };
}

function symbolInfo(instrument: MarketInstrument): object {
  const { symbol, pair, baseAsset, quoteAsset, underlyingType, price, baseVolume } = instrument;
  return {
    symbol,
    pair,
    contractType: instrument.contractType,
    deliveryDate: instrument.deliveryTimeMs,
    onboardDate: instrument.onboardTimeMs,
    status: instrument.status,
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset,
    quoteAsset,
    marginAsset: quoteAsset,
    pricePrecision: price.shownDecimals,
    quantityPrecision: baseVolume.shownDecimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType,
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10_000,
    filters: filterRows(instrument),
    orderTypes,
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD', 'RPI'],
    permissionSets: ['GRID', 'COPY'],
  };
}
