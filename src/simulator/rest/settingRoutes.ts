import { maxNotional } from '../account/margins.js';
import { plainText } from '../account/amounts.js';
import * as refusals from '../matching/refusals.js';
import type { AccountAccess } from './accountAccess.js';
import { requiredText, requiredWord } from './orderParameters.js';
import { requiredInstrument } from './parameters.js';
import type { RouteTable } from './route.js';
import { userRoute, type UserAnswer } from './userRoute.js';
import { invalidValue, missingParameter } from './venueError.js';

const dualPath = '/fapi/v1/positionSide/dual';
const maxLeverage = 125;
const done = { code: 200, msg: 'success' };

/** What orders go by: leverage, margin type, position mode. */
export const settingRoutes = (access: AccountAccess | undefined): RouteTable =>
  new Map([
    ['POST /fapi/v1/leverage', userRoute(access, 'signed', 1, setLeverage)],
    ['POST /fapi/v1/marginType', userRoute(access, 'signed', 1, setMarginType)],
    [`POST ${dualPath}`, userRoute(access, 'signed', 1, setDual)],
    [
      `GET ${dualPath}`,
      userRoute(access, 'signed', 30, ({ account }) => ({ dualSidePosition: account.state.dualSidePosition })),
    ],
  ]);

const setLeverage: UserAnswer = ({ account }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  const text = requiredText(query, 'leverage');
  const leverage = Number(text);
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > maxLeverage) throw refusals.invalidLeverage(text);
  account.setLeverage({ symbol, leverage });
  return { leverage, maxNotionalValue: plainText(maxNotional), symbol };
};

const setMarginType: UserAnswer = ({ account }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  const types = ['ISOLATED', 'CROSSED'] as const;
  const marginType = requiredWord(query, 'marginType', types, () => invalidValue('marginType'));
  const { state } = account;
  const isOf = (each: { readonly symbol: string }): boolean => each.symbol === symbol;
  if (state.marginType(symbol) === marginType) throw refusals.sameMarginType();
  if ([...state.orders.values(), ...state.algoOrders.values()].some(isOf)) throw refusals.marginTypeWithOrders();
  if (state.positions.some(isOf)) throw refusals.marginTypeWithPosition();
  account.setMarginType({ symbol, marginType });
  return done;
};

const setDual: UserAnswer = ({ account }, query) => {
  const word = requiredWord(query, 'dualSidePosition', ['true', 'false'], () => missingParameter('dualSidePosition'));
  const { state } = account;
  const isOn = word === 'true';
  if (state.dualSidePosition === isOn) throw refusals.samePositionMode();
  if (state.orders.size + state.algoOrders.size > 0) throw refusals.positionModeWithOrders();
  if (state.positions.length > 0) throw refusals.positionModeWithPosition();
  account.setDualSidePosition(isOn);
  return done;
};
