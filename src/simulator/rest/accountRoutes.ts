import {
  accountConfig,
  accountObject,
  balanceRows,
  commissionRate,
  positionRiskRows,
  symbolConfigRows,
} from '../account/accountQueries.js';
import type { ListenKeys } from '../account/listenKeys.js';
import { openAlgoOrderRows, openOrderRows } from '../account/orderQueries.js';
import type { AccountAccess } from './accountAccess.js';
import { optionalInstrument, requiredInstrument } from './parameters.js';
import { weightBySymbol, type Route, type RouteTable } from './route.js';
import { userRoute, type UserAnswer } from './userRoute.js';
import { unknownListenKey } from './venueError.js';

const listenKeyPath = '/fapi/v1/listenKey';
const oneOrAll = weightBySymbol(1, 40);

/** The listenKey, and signed queries of the account as it is. */
export function accountRoutes(access: AccountAccess | undefined): RouteTable {
  const signed = (weight: number | Route['weight'], answer: UserAnswer): Route =>
    userRoute(access, 'signed', weight, answer);
  const ofKey = (answer: (listenKeys: ListenKeys) => object): Route =>
    userRoute(access, 'apiKey', 1, ({ listenKeys }) => answer(listenKeys));
  const balances = signed(5, ({ account }) => balanceRows(account));
  return new Map([
    [`POST ${listenKeyPath}`, ofKey((keys) => ({ listenKey: keys.create() }))],
    [`PUT ${listenKeyPath}`, ofKey(keepAlive)],
    [`DELETE ${listenKeyPath}`, ofKey(end)],
    ['GET /fapi/v3/account', signed(5, ({ account }) => accountObject(account))],
    ['GET /fapi/v2/balance', balances],
    ['GET /fapi/v3/balance', balances],
    [
      'GET /fapi/v3/positionRisk',
      signed(5, ({ account }, query, { view }) => positionRiskRows(account, optionalInstrument(query, view)?.symbol)),
    ],
    [
      'GET /fapi/v1/openOrders',
      signed(oneOrAll, ({ account }, query, { view }) =>
        openOrderRows(account, optionalInstrument(query, view)?.symbol),
      ),
    ],
    [
      'GET /fapi/v1/openAlgoOrders',
      signed(oneOrAll, ({ account }, query, { view }) =>
        openAlgoOrderRows(account, optionalInstrument(query, view)?.symbol),
      ),
    ],
    ['GET /fapi/v1/accountConfig', signed(5, ({ account }) => accountConfig(account))],
    [
      'GET /fapi/v1/symbolConfig',
      signed(5, ({ account }, query, { view }) => {
        const one = optionalInstrument(query, view);
        return symbolConfigRows(account, one ? [one.symbol] : view.market.instruments.map(({ symbol }) => symbol));
      }),
    ],
    [
      'GET /fapi/v1/commissionRate',
      signed(20, (_, query, { view }) => commissionRate(requiredInstrument(query, view).symbol)),
    ],
  ]);
}

function keepAlive(keys: ListenKeys): object {
  const listenKey = keys.keepAlive();
  if (listenKey === undefined) throw unknownListenKey();
  return { listenKey };
}

function end(keys: ListenKeys): object {
  keys.expire();
  return {};
}
