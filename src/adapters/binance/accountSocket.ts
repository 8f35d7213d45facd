import { concat, EMPTY, ignoreElements, merge, mergeMap, of, switchMap, throwError, type Observable } from 'rxjs';
import { FeedClosedError } from '../../domain/errors.js';
import type { Topic } from '../../domain/feed.js';
import type { SocketEvent } from '../../ports/marketData.js';
import { accountEventNames, decodeAccount } from './decodeAccount.js';
import type { ListenKeys } from './listenKey.js';
import { maskOf } from './mask.js';
import { socket, type SocketOptions } from './socket.js';

export interface AccountSocketOptions extends Omit<
  SocketOptions,
  'feed' | 'url' | 'secretQuery' | 'mask' | 'emitsPongs' | 'reader'
> {
  readonly streamUrl: string;
  readonly keys: ListenKeys;
}

const feed = 'account';

/**
 * One connection to an account's stream: gets the listen key, connects with it, and renews it. The venue does not close
 * a connection whose key has expired, it says so and is silent from then on: its word is passed on and ends the
 * connection. Errors: those of `socket` and of `ListenKeys`.
 */
export function accountSocket(
  { streamUrl, keys, ...options }: AccountSocketOptions,
  topics$: Observable<ReadonlySet<Topic>>,
): Observable<SocketEvent> {
  const url = `${streamUrl.replace(/\/$/, '')}/private/ws`;
  return keys.obtain().pipe(
    switchMap((listenKey) => {
      const query = `listenKey=${encodeURIComponent(listenKey)}&events=${accountEventNames.join('/')}`;
      const target = { feed, url, secretQuery: query, mask: maskOf(listenKey), emitsPongs: true };
      // A connection carries the whole account: nothing is subscribed on it.
      const frames$ = topics$.pipe(ignoreElements());
      return merge(socket({ ...options, ...target }, frames$), keys.keepAlive(listenKey));
    }),
    mergeMap((event) => concat(of(event), isExpiry(event) ? throwError(() => keyExpired()) : EMPTY)),
  );
}

const isExpiry = (event: SocketEvent): boolean =>
  typeof event === 'string' &&
  event.includes('listenKeyExpired') &&
  decodeAccount(event).kind === 'accountStreamExpired';

const keyExpired = (): FeedClosedError => {
  const reason = 'the listen key has expired';
  return new FeedClosedError(`account connection is dead: ${reason}`, { feed, reason });
};
