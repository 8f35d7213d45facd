import { conditionalTypes } from '../account/accountTypes.js';
import type { NewAlgoOrder, NewOrder } from '../matching/newOrder.js';
import * as refusals from '../matching/refusals.js';
import type { MarketView } from '../marketView.js';
import {
  clientIdOf,
  optionalDecimal,
  optionalFlag,
  optionalWord,
  positionSideOf,
  refuseParameters,
  requiredDecimal,
  requiredText,
  requiredWord,
  sideOf,
} from './orderParameters.js';
import { optionalInteger, requiredInstrument } from './parameters.js';
import { missingParameter } from './venueError.js';

const timesInForce = ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'] as const;
const percentDecimals = 2;
const [leastCallbackPct, mostCallbackPct] = [10_000_000n, 2_000_000_000n];

/** The parameters of `POST /fapi/v1/order`. Throws the venue's refusal of those that cannot be. */
export function readOrder(query: URLSearchParams, view: MarketView, isDual: boolean): NewOrder {
  const instrument = requiredInstrument(query, view);
  const side = sideOf(query);
  if (conditionalTypes.some((each) => each === requiredText(query, 'type'))) throw refusals.algoEndpoint();
  const type = requiredWord(query, 'type', ['LIMIT', 'MARKET'], refusals.invalidOrderType);
  refusePriceMatch(query);
  refuseParameters(query, 'stopPrice', 'closePosition', 'activationPrice', 'callbackRate');
  if (isDual) refuseParameters(query, 'reduceOnly');
  const isLimit = type === 'LIMIT';
  if (!isLimit) refuseParameters(query, 'price', 'timeInForce', 'goodTillDate');
  const timeInForce = isLimit ? requiredWord(query, 'timeInForce', timesInForce, refusals.invalidTimeInForce) : 'GTC';
  if (timeInForce !== 'GTD') refuseParameters(query, 'goodTillDate');
  const goodTillMs = timeInForce === 'GTD' ? optionalInteger(query, 'goodTillDate') : 0;
  if (goodTillMs === undefined) throw missingParameter('goodTillDate');
  return {
    instrument,
    side,
    positionSide: positionSideOf(query),
    type,
    timeInForce,
    baseQty: requiredDecimal(query, 'quantity', instrument.baseVolume.shownDecimals),
    price: isLimit ? requiredDecimal(query, 'price', instrument.price.shownDecimals) : 0n,
    reduceOnly: optionalFlag(query, 'reduceOnly'),
    clientOrderId: clientIdOf(query, 'newClientOrderId'),
    // Of second precision.
    goodTillMs: goodTillMs - (goodTillMs % 1_000),
  };
}

/** The parameters of `POST /fapi/v1/algoOrder`. Throws the venue's refusal of those that cannot be. */
export function readAlgoOrder(query: URLSearchParams, view: MarketView, isDual: boolean): NewAlgoOrder {
  requiredWord(query, 'algoType', ['CONDITIONAL'], () => missingParameter('algoType'));
  const instrument = requiredInstrument(query, view);
  const side = sideOf(query);
  const type = requiredWord(query, 'type', conditionalTypes, refusals.invalidOrderType);
  refusePriceMatch(query);
  const isLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  const isTrailing = type === 'TRAILING_STOP_MARKET';
  if (isDual) refuseParameters(query, 'reduceOnly');
  if (!isLimit) refuseParameters(query, 'price');
  if (isTrailing) refuseParameters(query, 'triggerPrice');
  else refuseParameters(query, 'activatePrice', 'callbackRate');
  if (isLimit || isTrailing) refuseParameters(query, 'closePosition');
  const closePosition = optionalFlag(query, 'closePosition');
  if (closePosition && query.has('quantity')) throw refusals.quantityWithClosePosition();
  if (closePosition && query.has('reduceOnly')) throw refusals.reduceOnlyWithClosePosition();
  const { shownDecimals } = instrument.price;
  const callbackPct = isTrailing ? requiredDecimal(query, 'callbackRate', percentDecimals) : 0n;
  if (isTrailing && (callbackPct < leastCallbackPct || callbackPct > mostCallbackPct))
    throw refusals.invalidCallbackRate();
  return {
    instrument,
    side,
    positionSide: positionSideOf(query),
    type,
    timeInForce: optionalWord(query, 'timeInForce', ['GTC', 'IOC', 'FOK', 'GTX'], 'GTC', refusals.invalidTimeInForce),
    baseQty: closePosition ? 0n : requiredDecimal(query, 'quantity', instrument.baseVolume.shownDecimals),
    price: isLimit ? requiredDecimal(query, 'price', shownDecimals) : 0n,
    triggerPrice: isTrailing ? 0n : requiredDecimal(query, 'triggerPrice', shownDecimals),
    activatePrice: optionalDecimal(query, 'activatePrice', shownDecimals),
    callbackPct,
    workingType: optionalWord(query, 'workingType', ['CONTRACT_PRICE', 'MARK_PRICE'], 'CONTRACT_PRICE'),
    closePosition,
    reduceOnly: optionalFlag(query, 'reduceOnly'),
    clientAlgoId: clientIdOf(query, 'clientAlgoId'),
  };
}

/** Prices that follow the book are not simulated. */
function refusePriceMatch(query: URLSearchParams): void {
  optionalWord(query, 'priceMatch', ['NONE'], 'NONE', refusals.unsupportedCombination);
}
