import { authenticator } from './account/authenticate.js';
import { readCredentials, type AccountOptions } from './account/accountOptions.js';
import { ListenKeys } from './account/listenKeys.js';
import { SimulatedAccount } from './account/simulatedAccount.js';
import type { Timers } from './faults/timers.js';
import { markPriceOf } from './markPrice.js';
import type { MarketClock } from './marketClock.js';
import type { MarketView } from './marketView.js';
import { UserDataPublisher } from './streams/userDataPublisher.js';

export interface UserAccountDeps {
  readonly options: AccountOptions | undefined;
  readonly view: MarketView;
  readonly clock: MarketClock;
  readonly serverNowMs: () => number;
  readonly wallNowMs: () => number;
  readonly timers: Timers;
}

const defaultValidityMs = 60 * 60_000;

/** The account with what belongs to it: who may ask, the key of its stream, and the stream. */
export function userAccount({ options, view, clock, serverNowMs, wallNowMs, timers }: UserAccountDeps) {
  const publisher = new UserDataPublisher();
  const credentials = options && readCredentials(options);
  const authenticate = authenticator({ credentials, serverNowMs, speed: clock.speed });
  if (!options) return { publisher, authenticate, access: undefined };
  const account = new SimulatedAccount({
    balanceUsdt: options.balanceUsdt,
    dualSidePosition: options.dualSidePosition ?? false,
    nowMs: clock.nowMs,
    instrument: (symbol) => view.instrument(symbol),
    markPrice: (symbol) => markPriceAt(view, symbol, clock.nowMs()),
    publish: (event) => {
      if (listenKeys.active !== undefined) publisher.publish(listenKeys.active, event);
    },
  });
  const listenKeys = new ListenKeys({
    validityMs: options.listenKeyValidityMs ?? defaultValidityMs,
    wallNowMs,
    timers,
    onExpired: (listenKey, eventTime) => account.tellListenKeyExpired(listenKey, eventTime),
  });
  return { publisher, authenticate, access: { account, listenKeys } };
}

/** 0 for a symbol that has no price yet. */
function markPriceAt(view: MarketView, symbol: string, nowMs: number): number {
  const instrument = view.instrument(symbol);
  const last = instrument && view.lastPriceUnits(instrument, nowMs);
  return instrument && last !== undefined ? Number(markPriceOf(instrument, last, nowMs).mark) : 0;
}
