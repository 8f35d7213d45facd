import { defer, delay, forkJoin, map, mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import type { AccountSnapshot } from '../../domain/account.js';
import { toBalance, toOpenAlgoOrder, toOpenOrder, toPosition } from './accountReplyMapper.js';
import { accountSchema, openAlgoOrdersSchema, openOrdersSchema, positionRiskSchema } from './accountWire.js';
import { serverTimeRequest } from './requests.js';
import type { RestClient } from './rest.js';
import type { SignedRest } from './signedRest.js';

export interface AccountSnapshotOptions {
  /** How far the venue's answers about an account may lag behind its events. */
  readonly accountSettleMs: number;
  readonly scheduler: SchedulerLike;
}

const accountRequest = { path: '/fapi/v3/account', weight: 5, schema: accountSchema };
const positionsRequest = { path: '/fapi/v3/positionRisk', weight: 5, schema: positionRiskSchema };
// All symbols at once; for one symbol the weight is 1.
const openOrdersRequest = { path: '/fapi/v1/openOrders', weight: 40, schema: openOrdersSchema };
const openAlgoOrdersRequest = { path: '/fapi/v1/openAlgoOrders', weight: 40, schema: openAlgoOrdersSchema };

/**
 * Reads the whole account. The venue's clock is read first and the account a little later, so that everything up to
 * that instant is surely in the answers. Where the venue's word and our estimate of its clock differ, the earlier counts:
 * an instant too early costs nothing, one too late would hide events. Cold, emits once.
 */
export function accountSnapshot(
  rest: RestClient,
  { sendSigned }: SignedRest,
  { accountSettleMs, scheduler }: AccountSnapshotOptions,
): Observable<AccountSnapshot> {
  const parts$ = defer(() =>
    forkJoin({
      account: sendSigned(accountRequest),
      positions: sendSigned(positionsRequest),
      openOrders: sendSigned(openOrdersRequest),
      openAlgoOrders: sendSigned(openAlgoOrdersRequest),
    }),
  );
  return rest.send(serverTimeRequest).pipe(
    delay(accountSettleMs, scheduler),
    mergeMap(({ body: { serverTime }, sentAtMarketMs }) =>
      parts$.pipe(
        map(({ account, positions, openOrders, openAlgoOrders }) => ({
          // More may happen within the millisecond in which the clock was read.
          exchangeTimeMs: Math.min(serverTime, Math.floor(sentAtMarketMs)) - 1,
          balances: account.body.assets.map(toBalance),
          positions: positions.body.map(toPosition),
          openOrders: openOrders.body.map(toOpenOrder),
          openAlgoOrders: openAlgoOrders.body.map(toOpenAlgoOrder),
        })),
      ),
    ),
  );
}
