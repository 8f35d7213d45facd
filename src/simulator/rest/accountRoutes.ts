import {
  accountConfig,
  accountObject,
  balanceRows,
  positionRiskRows,
  symbolConfigRows,
} from '../account/accountQueries.js';
import type { Security } from '../account/authenticate.js';
import type { ListenKeys } from '../account/listenKeys.js';
import { openAlgoOrderRows, openOrderRows } from '../account/orderQueries.js';
import type { SimulatedAccount } from '../account/simulatedAccount.js';
import type { MarketInstrument } from '../market.js';
import { optionalInstrument } from './parameters.js';
import { weightBySymbol, type Route, type RouteTable } from './route.js';
import { invalidApiKey, unknownListenKey } from './venueError.js';

/** The account, and the key its streams go by. */
export interface AccountAccess {
  readonly account: SimulatedAccount;
  readonly listenKeys: ListenKeys;
}

type Answer = (
  access: AccountAccess,
  instrument: MarketInstrument | undefined,
  all: readonly MarketInstrument[],
) => object;

const listenKeyPath = '/fapi/v1/listenKey';
const oneOrAll = weightBySymbol(1, 40);
const five = (): number => 5;

/**
 * The user's endpoints: listenKey and signed queries. All of them are there on an exchange without an account, too, which
 * knows nobody.
 */
export function accountRoutes(access: AccountAccess | undefined): RouteTable {
  const route = (security: Security, weight: Route['weight'], answer: Answer): Route => ({
    security,
    weight,
    handle: (query, { view }) => {
      if (!access) throw invalidApiKey();
      return JSON.stringify(answer(access, optionalInstrument(query, view), view.market.instruments));
    },
  });
  const signed = (weight: Route['weight'], answer: Answer): Route => route('signed', weight, answer);
  const ofKey = (answer: (listenKeys: ListenKeys) => object): Route =>
    route(
      'apiKey',
      () => 1,
      ({ listenKeys }) => answer(listenKeys),
    );
  const balances = signed(five, ({ account }) => balanceRows(account));
  return new Map([
    [`POST ${listenKeyPath}`, ofKey((keys) => ({ listenKey: keys.create() }))],
    [`PUT ${listenKeyPath}`, ofKey(keepAlive)],
    [`DELETE ${listenKeyPath}`, ofKey(end)],
    ['GET /fapi/v3/account', signed(five, ({ account }) => accountObject(account))],
    ['GET /fapi/v2/balance', balances],
    ['GET /fapi/v3/balance', balances],
    ['GET /fapi/v3/positionRisk', signed(five, ({ account }, one) => positionRiskRows(account, one?.symbol))],
    ['GET /fapi/v1/openOrders', signed(oneOrAll, ({ account }, one) => openOrderRows(account, one?.symbol))],
    ['GET /fapi/v1/openAlgoOrders', signed(oneOrAll, ({ account }, one) => openAlgoOrderRows(account, one?.symbol))],
    ['GET /fapi/v1/accountConfig', signed(five, ({ account }) => accountConfig(account))],
    [
      'GET /fapi/v1/symbolConfig',
      signed(five, ({ account }, one, all) =>
        symbolConfigRows(account, one ? [one.symbol] : all.map(({ symbol }) => symbol)),
      ),
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
