import { amountOf, parseAmount, type Amount } from '../account/amounts.js';
import type { MarketInstrument } from '../market.js';

const maxPrice = '4529764';
const maxQty = '100000000';
const maxMarketQty = '10000000';
const multiplierUp = '1.0500';
const multiplierDown = '0.9500';
/** Open orders of a symbol, and conditional ones of the account. */
export const maxOpenOrders = 200;

/** The least an order may be worth, in quote. */
const minNotionalOf = ({ symbol }: MarketInstrument): string => (symbol.startsWith('BTCUSD') ? '50' : '5');

/** As exchangeInfo prints them. */
export function filterRows(instrument: MarketInstrument): object[] {
  const { tickSize, stepSize } = instrument;
  return [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice, tickSize },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty, stepSize },
    { filterType: 'MARKET_LOT_SIZE', minQty: stepSize, maxQty: maxMarketQty, stepSize },
    { filterType: 'MAX_NUM_ORDERS', limit: maxOpenOrders },
    { filterType: 'MIN_NOTIONAL', notional: minNotionalOf(instrument) },
    { filterType: 'PERCENT_PRICE', multiplierUp, multiplierDown, multiplierDecimal: '4' },
    { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
  ];
}

/** What orders are checked against. */
export interface VenueFilters {
  readonly tickSize: Amount;
  readonly maxPrice: Amount;
  readonly stepSize: Amount;
  readonly maxQty: Amount;
  readonly maxMarketQty: Amount;
  readonly minNotional: Amount;
  /** Of the mark price: the highest a buyer, and the lowest a seller may offer. */
  readonly multiplierUp: Amount;
  readonly multiplierDown: Amount;
}

const read = (text: string): Amount => parseAmount(text)?.amount ?? amountOf(0);

export const filtersOf = (instrument: MarketInstrument): VenueFilters => ({
  tickSize: read(instrument.tickSize),
  maxPrice: read(maxPrice),
  stepSize: read(instrument.stepSize),
  maxQty: read(maxQty),
  maxMarketQty: read(maxMarketQty),
  minNotional: read(minNotionalOf(instrument)),
  multiplierUp: read(multiplierUp),
  multiplierDown: read(multiplierDown),
});
