import {
  concat,
  EMPTY,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  startWith,
  switchAll,
  throwError,
  type Observable,
} from 'rxjs';
import { FeedClosedError } from '../../domain/errors.js';
import type { Topic } from '../../domain/feed.js';
import type { SocketEvent } from '../../ports/marketData.js';
import { waitingSigns, type ConnectionGovernor } from './connectionGovernor.js';
import { accountEventNames, decodeAccount } from './decodeAccount.js';
import type { ListenKeys } from './listenKey.js';
import { maskOf } from './mask.js';
import { socket, type SocketOptions } from './socket.js';

export interface AccountSocketOptions extends Omit<
  SocketOptions,
  'feed' | 'url' | 'secretQuery' | 'mask' | 'emitsPongs' | 'reader' | 'onHandshake'
> {
  readonly streamUrl: string;
  readonly keys: ListenKeys;
  /** Opens a connection when it is its turn (`ConnectionGovernor.admit`). */
  readonly admit: ConnectionGovernor['admit'];
}

const feed = 'account';

/**
 * One connection to an account's stream: gets the listen key, saying that it waits for it, connects with it when it is
 * its turn, and renews it. The venue does not close
 * a connection whose key has expired, it says so and is silent from then on: its word is passed on and ends the
 * connection. Errors: those of `socket` and of `ListenKeys`.
 */
export function accountSocket(
  { streamUrl, keys, admit, ...options }: AccountSocketOptions,
  topics$: Observable<ReadonlySet<Topic>>,
): Observable<SocketEvent> {
  const url = `${streamUrl.replace(/\/$/, '')}/private/ws`;
  return keys.obtain().pipe(
    map((listenKey) => {
      const query = `listenKey=${encodeURIComponent(listenKey)}&events=${accountEventNames.join('/')}`;
      const target = { feed, url, secretQuery: query, mask: maskOf(listenKey), emitsPongs: true };
      // A connection carries the whole account: nothing is subscribed on it.
      const frames$ = topics$.pipe(ignoreElements());
      const connection$ = admit((onHandshake) => socket({ ...options, ...target, onHandshake }, frames$));
      return merge(connection$, keys.keepAlive(listenKey));
    }),
    startWith(waitingSigns(options.scheduler)),
    switchAll(),
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
