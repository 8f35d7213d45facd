import type { ListenKeys } from '../account/listenKeys.js';
import type { SimulatedAccount } from '../account/simulatedAccount.js';
import type { MatchingEngine } from '../matching/matchingEngine.js';
import type { OrderRates } from './orderRates.js';

/** The account, the key its streams go by, and what takes its orders. */
export interface AccountAccess {
  readonly account: SimulatedAccount;
  readonly listenKeys: ListenKeys;
  readonly engine: MatchingEngine;
  readonly orderRates: OrderRates;
}
