import {
  defer,
  EMPTY,
  exhaustMap,
  ignoreElements,
  interval,
  map,
  mergeMap,
  of,
  retry,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { ExchangeRejectedError, FeedClosedError, isScannerError } from '../../domain/errors.js';
import { anyObjectSchema, listenKeySchema, renewedKeySchema } from './accountWire.js';
import type { SignedRest } from './signedRest.js';

export interface ListenKeyOptions {
  /** How often the key is renewed. It is valid for an hour. */
  readonly listenKeyRenewalMs: number;
  /** How long after a renewal that failed for a passing reason the next is tried. */
  readonly listenKeyRetryMs: number;
  readonly scheduler: SchedulerLike;
}

/** The key to an account's stream: who has it may listen. There is one per account, which all its listeners share. */
export interface ListenKeys {
  /** The account's key: a new one, or the one it has, valid for another hour. Cold, emits once. */
  readonly obtain: () => Observable<string>;
  /**
   * Renews the key for as long as it is subscribed; never emits. Fails with a `FeedClosedError` once the key is no
   * longer the account's, and with the venue's refusal when the API key is.
   */
  readonly keepAlive: (listenKey: string) => Observable<never>;
  /** Ends the key for everyone who listens, if we ever obtained it. Cold, completes without a value. */
  readonly end: () => Observable<never>;
}

const listenKeyPath = '/fapi/v1/listenKey';
/** "This listenKey does not exist." */
const unknownKeyCode = -1125;

export function listenKeys(
  { sendWithKey }: SignedRest,
  { listenKeyRenewalMs, listenKeyRetryMs, scheduler }: ListenKeyOptions,
): ListenKeys {
  const request = { path: listenKeyPath, weight: 1, isAnswerSecret: true } as const;

  const renew = (listenKey: string): Observable<never> =>
    sendWithKey({ ...request, method: 'PUT', schema: renewedKeySchema }).pipe(
      mergeMap(({ body }) =>
        body.listenKey === undefined || body.listenKey === listenKey ? of(0) : throwError(() => keyGone()),
      ),
      retry({ delay: afterFailure }),
      ignoreElements(),
    );

  function afterFailure(error: unknown): Observable<unknown> {
    if (error instanceof ExchangeRejectedError && error.details.exchangeCode === unknownKeyCode) {
      return throwError(() => keyGone(error));
    }
    const canHeal = isScannerError(error) && error.isRetryable && !(error instanceof FeedClosedError);
    return canHeal ? timer(listenKeyRetryMs, scheduler) : throwError(() => error);
  }

  let isObtained = false;
  return {
    // Not repeated here: the feed, which waits for the connection, has its own patience.
    obtain: () =>
      sendWithKey({ ...request, method: 'POST', maxRetries: 0, schema: listenKeySchema }).pipe(
        map(({ body }) => {
          isObtained = true;
          return body.listenKey;
        }),
      ),
    keepAlive: (listenKey) => interval(listenKeyRenewalMs, scheduler).pipe(exhaustMap(() => renew(listenKey))),
    end: () =>
      defer(() =>
        isObtained ? sendWithKey({ ...request, method: 'DELETE', maxRetries: 0, schema: anyObjectSchema }) : EMPTY,
      ).pipe(ignoreElements()),
  };
}

const keyGone = (cause?: ExchangeRejectedError): FeedClosedError => {
  const reason = 'the listen key is no longer valid';
  return new FeedClosedError(`account connection is dead: ${reason}`, { feed: 'account', reason }, { cause });
};
