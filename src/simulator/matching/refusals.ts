import { plainText, type Amount } from '../account/amounts.js';
import { VenueError } from '../rest/venueError.js';

/** What the venue says to orders it does not take. */
const refusal = (code: number, message: string) => (): VenueError => new VenueError(code, message);

export const unsupportedCombination = refusal(-1014, 'Unsupported order combination.');
export const precisionOver = refusal(-1111, 'Precision is over the maximum defined for this asset.');
export const invalidTimeInForce = refusal(-1115, 'Invalid timeInForce.');
export const invalidOrderType = refusal(-1116, 'Invalid orderType.');
export const invalidSide = refusal(-1117, 'Invalid side.');
export const invalidResponseType = refusal(-1136, 'Invalid newOrderRespType');
export const invalidCallbackRate = refusal(-2007, 'Invalid callBack rate');
export const unknownOrderSent = refusal(-2011, 'Unknown order sent.');
export const noSuchOrder = refusal(-2013, 'Order does not exist.');
export const insufficientMargin = refusal(-2019, 'Margin is insufficient.');
export const wouldTrigger = refusal(-2021, 'Order would immediately trigger.');
export const reduceOnlyRejected = refusal(-2022, 'ReduceOnly Order is rejected.');
export const tooManyOpenOrders = refusal(-2025, 'Reach max open order limit.');
export const positionTooLarge = refusal(-2027, 'Exceeded the maximum allowable position at current leverage.');
export const priceAboveMax = refusal(-4002, 'Price greater than max price.');
export const quantityNotPositive = refusal(-4003, 'Quantity less than or equal to zero.');
export const quantityBelowMin = refusal(-4004, 'Quantity less than min quantity.');
export const quantityAboveMax = refusal(-4005, 'Quantity greater than max quantity.');
export const priceBelowMin = refusal(-4013, 'Price less than min price.');
export const notTickMultiple = refusal(-4014, 'Price not increased by tick size.');
export const badClientId = refusal(-4015, 'Client order id is not valid.');
export const notStepMultiple = refusal(-4023, 'Qty not increased by step size.');
export const tooManyAlgoOrders = refusal(-4045, 'Reach max stop order limit.');
export const sameMarginType = refusal(-4046, 'No need to change margin type.');
export const marginTypeWithOrders = refusal(-4047, 'Margin type cannot be changed if there exists open orders.');
export const marginTypeWithPosition = refusal(-4048, 'Margin type cannot be changed if there exists position.');
export const samePositionMode = refusal(-4059, 'No need to change position side.');
export const badPositionSide = refusal(-4060, 'Invalid position side.');
export const otherPositionSide = refusal(-4061, "Order's position side does not match user's setting.");
export const positionModeWithOrders = refusal(-4067, 'Position side cannot be changed if there exists open orders.');
export const positionModeWithPosition = refusal(-4068, 'Position side cannot be changed if there exists position.');
export const duplicateClientId = refusal(-4116, 'ClientOrderId is duplicated.');
export const algoEndpoint = refusal(
  -4120,
  'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
);
export const quantityWithClosePosition = refusal(-4137, 'Quantity must be zero with closePosition equals true');
export const reduceOnlyWithClosePosition = refusal(
  -4138,
  'Reduce only must be true or not sent with closePosition equals true',
);
export const symbolClosed = refusal(-4141, 'Symbol is closed.');
export const fillOrKillRejected = refusal(
  -5021,
  'Due to the order could not be filled immediately, the FOK order has been rejected.',
);
export const postOnlyRejected = refusal(
  -5022,
  'Due to the order could not be executed as maker, the Post Only order will be rejected.',
);
export const badGoodTillDate = refusal(
  -5040,
  'The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000',
);

export const notRequired = (name: string): VenueError =>
  new VenueError(-1106, `Parameter '${name}' sent when not required.`);
export const priceAboveCap = (cap: Amount): VenueError =>
  new VenueError(-4016, `Limit price can't be higher than ${plainText(cap)}.`);
export const priceBelowFloor = (floor: Amount): VenueError =>
  new VenueError(-4024, `Limit price can't be lower than ${plainText(floor)}.`);
export const invalidLeverage = (leverage: string): VenueError =>
  new VenueError(-4028, `Leverage ${leverage} is not valid`);
export const notionalBelowMin = (least: Amount): VenueError =>
  new VenueError(
    -4164,
    `Order's notional must be no smaller than ${plainText(least)} (unless you choose reduce only).`,
  );
export const tooManyNewOrders = (limit: number, per: string): VenueError =>
  new VenueError(-1015, `Too many new orders; current limit is ${limit} orders per ${per}.`, 429);
