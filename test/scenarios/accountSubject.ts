import { defer, distinctUntilChanged, map, mergeMap, take, type Observable } from 'rxjs';
import { listenKeys } from '../../src/adapters/binance/listenKey.js';
import { binanceDefaults } from '../../src/adapters/binance/options.js';
import type { RestReply } from '../../src/adapters/binance/rest.js';
import type { SignedRest } from '../../src/adapters/binance/signedRest.js';
import type { AccountSnapshot } from '../../src/domain/account.js';
import type { ScenarioInputs, ScenarioParams, Subject } from '../../src/marbles/index.js';
import { accountFeed, accountUpdates, type AccountUpdate } from '../../src/streams/accountFeed.js';
import { order, snapshot } from '../unit/account/support/accountEvents.js';
import type { FeedBackoff } from '../../src/streams/feed.js';
import { drawnAccount, toldEvent } from './drawnAccount.js';
import { beside } from './drawnSocket.js';
import { tellConnection } from './tellConnection.js';

const hourMs = 3_600_000;

/**
 * The real account feed, the real keeping of the account's state behind it, and the adapter's real keeping of the listen
 * key. An order by its number is an event of the account.
 *
 * Inputs: cold `connection`, `account` and `renewal`, a line for each in turn. `account` is what the account answers: the
 * numbers of its open orders. `renewal` is which listen key the exchange names when ours, `k`, is renewed every half hour.
 * Outputs: `out` tells the updates: an order, `reconciled`, `interrupted`, `not read`; `orders` the open orders as they
 * are known; `status` `reconciling` or `ready`; `news` what the feed tells of its connection.
 */
export const accountSubject: Subject = {
  cold: ['connection', 'account', 'renewal'],
  run: (inputs, params, scheduler) => {
    const keys = listenKeys(drawnRenewals(inputs), { ...binanceDefaults, scheduler });
    const connection$ = (): Observable<unknown> =>
      inputs.has('renewal') ? beside(keys.keepAlive('k'), inputs.get('connection')) : inputs.get('connection');
    const feed$ = accountFeed({
      source: drawnAccount(connection$, () => scheduler.now()),
      maxSilenceMs: params.durationMs('pongWithin'),
      firstDatumMs: hourMs,
      rotation: rotation(params),
      backoff: backoffOf(params),
      random: () => 1,
      scheduler,
    });
    const updates$ = accountUpdates({
      feed$,
      fetchAccount: () =>
        inputs.get('account').pipe(
          take(1),
          map((orders) => drawnSnapshot(orders as readonly number[], scheduler.now())),
        ),
      reconcilePeriodMs: params.durationMs('readEvery', hourMs),
      backoff: backoffOf(params),
      random: () => 1,
      scheduler,
    });
    return {
      out: updates$.pipe(map(tell)),
      orders: updates$.pipe(
        map(({ state }) => [...state.openOrders.keys()].map(Number)),
        distinctUntilChanged((before, after) => before.join() === after.join()),
      ),
      status: updates$.pipe(
        map(({ state }) => state.status),
        distinctUntilChanged(),
      ),
      news: feed$.pipe(mergeMap(tellConnection)),
    };
  },
};

const backoffOf = (params: ScenarioParams): FeedBackoff => {
  const baseMs = params.durationMs('backoff', 10_000);
  return { baseMs, capMs: 8 * baseMs, resetAfterMs: 8 * baseMs };
};

const rotation = (params: ScenarioParams) => ({
  lifetimeMs: params.durationMs('lifetime', 24 * hourMs),
  minuteOfHour: null,
  staggerMs: 0,
  overlapMs: params.durationMs('overlap', 10_000),
});

function drawnSnapshot(orders: readonly number[], exchangeTimeMs: number): AccountSnapshot {
  const openOrders = orders.map((number) => order({ orderId: String(number), updateTimeMs: exchangeTimeMs }));
  return snapshot(exchangeTimeMs, { openOrders });
}

/** The venue's answers to the renewals of the key. */
function drawnRenewals(inputs: ScenarioInputs): SignedRest {
  const send = <T>() =>
    defer(() => inputs.get('renewal')).pipe(
      take(1),
      map((listenKey) => ({ body: { listenKey } }) as RestReply<T>),
    );
  return { sendWithKey: send, sendSigned: send };
}

function tell(update: AccountUpdate): number | string {
  switch (update.kind) {
    case 'event':
      return toldEvent(update.event);
    case 'reconcileFailed':
      return 'not read';
    default:
      return update.kind;
  }
}
