import { authenticator } from './account/authenticate.js';
import type { AccountEvent } from './account/accountEvents.js';
import { readCredentials, type AccountOptions } from './account/accountOptions.js';
import { ListenKeys } from './account/listenKeys.js';
import { SimulatedAccount } from './account/simulatedAccount.js';
import { Hook } from './faults/hook.js';
import type { UserEvent } from './faults/faultSurface.js';
import type { Timers } from './faults/timers.js';
import { MatchingEngine } from './matching/matchingEngine.js';
import { tradedMarket } from './matching/tradedMarket.js';
import { markPriceOf } from './markPrice.js';
import type { MarketClock } from './marketClock.js';
import type { MarketView } from './marketView.js';
import type { AccountAccess } from './rest/accountAccess.js';
import { OrderRates, venueOrderLimits } from './rest/orderRates.js';
import type { RollingDays } from './rollingDay.js';
import { UserDataPublisher } from './streams/userDataPublisher.js';

export interface UserAccountDeps {
  readonly options: AccountOptions | undefined;
  readonly view: MarketView;
  readonly days: RollingDays;
  readonly clock: MarketClock;
  readonly serverNowMs: () => number;
  readonly wallNowMs: () => number;
  readonly timers: Timers;
}

const defaultValidityMs = 60 * 60_000;

/** The account with what belongs to it: who may ask, the key of its stream, the stream, and what takes its orders. */
export function userAccount(deps: UserAccountDeps) {
  const { options, clock, serverNowMs } = deps;
  const publisher = new UserDataPublisher();
  /** Where faults may keep an event from being published. */
  const events = new Hook<(event: UserEvent) => boolean>();
  const credentials = options && readCredentials(options);
  const authenticate = authenticator({ credentials, serverNowMs, speed: clock.speed });
  const access = options && accountAccess(options, deps, publisher, events);
  return { publisher, events, authenticate, access };
}

function accountAccess(
  options: AccountOptions,
  { view, days, clock, wallNowMs, timers }: UserAccountDeps,
  publisher: UserDataPublisher,
  events: Hook<(event: UserEvent) => boolean>,
): AccountAccess {
  const send = (event: AccountEvent): void => {
    if (listenKeys.active !== undefined) publisher.publish(listenKeys.active, event);
  };
  const account = new SimulatedAccount({
    balanceUsdt: options.balanceUsdt,
    dualSidePosition: options.dualSidePosition ?? false,
    nowMs: clock.nowMs,
    instrument: (symbol) => view.instrument(symbol),
    markPrice: (symbol, atMs) => markPriceAt(view, symbol, atMs),
    publish: (event) => {
      const deliver = (): void => send(event);
      if (!events.handlers.some((take) => take({ event, deliver }))) deliver();
    },
  });
  const listenKeys = new ListenKeys({
    validityMs: options.listenKeyValidityMs ?? defaultValidityMs,
    wallNowMs,
    timers,
    onExpired: (listenKey, eventTime) => account.tellListenKeyExpired(listenKey, eventTime),
  });
  const engine = new MatchingEngine({
    account,
    market: tradedMarket(view, days),
    nowMs: clock.nowMs,
    later: (delayMs, action) => timers.after(delayMs, action),
  });
  return {
    account,
    listenKeys,
    engine,
    orderRates: new OrderRates(options.orderLimits ?? venueOrderLimits, wallNowMs),
  };
}

/** 0 for a symbol that has no price yet. */
function markPriceAt(view: MarketView, symbol: string, nowMs: number): number {
  const instrument = view.instrument(symbol);
  const last = instrument && view.lastPriceUnits(instrument, nowMs);
  return instrument && last !== undefined ? Number(markPriceOf(instrument, last, nowMs).mark) : 0;
}
