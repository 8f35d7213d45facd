import { createRequire } from 'node:module';
import {
  catchError,
  concat,
  defer,
  finalize,
  map,
  of,
  switchMap,
  throwError,
  timeout,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { SocketEvent } from '../../ports/marketData.js';
import { openWebSocket, type SocketFate, type WebSocketTarget } from './openWebSocket.js';
import { socketError, unreachable } from './socketError.js';

export interface SocketOptions extends WebSocketTarget {
  /** Names the feed in errors. */
  readonly feed: string;
  readonly handshakeTimeoutMs: number;
  readonly scheduler: SchedulerLike;
}

// The package is CommonJS with a `default` of its own, which Node and bundlers reach by different names: `require` is
// the one way that is the same everywhere.
const rxjsWebsockets = createRequire(import.meta.url)('rxjs-websockets') as typeof import('rxjs-websockets');

const socketOpened: SocketEvent = { kind: 'socketOpened' };

/**
 * One connection: says that it is open, then sends `frames$` and emits what comes. Cold; unsubscribing closes it, also
 * during the handshake. A binary frame, which the venue never sends, is emitted as a text that is no JSON.
 *
 * Errors: `ExchangeUnreachableError` (nothing answered, or no handshake within `handshakeTimeoutMs`),
 * `FeedRefusedError` (the handshake was answered with an HTTP error), `FeedClosedError` (with the close code; 1006 when
 * no close frame came).
 */
export function socket(options: SocketOptions, frames$: Observable<string>): Observable<SocketEvent> {
  const { url, handshakeTimeoutMs, scheduler } = options;
  return defer(() => {
    const fate: SocketFate = { isOpen: false };
    const handshake = new AbortController();
    return rxjsWebsockets
      .default<never>(url, {
        protocols: [],
        makeWebSocket: () => openWebSocket(options, fate, handshake.signal),
      })
      .pipe(
        timeout({
          first: handshakeTimeoutMs,
          scheduler,
          with: () => throwError(() => unreachable(options, `no handshake within ${handshakeTimeoutMs} ms`)),
        }),
        switchMap((exchange$) => concat(of(socketOpened), defer(() => exchange$(frames$)).pipe(map(frameText)))),
        catchError((error: unknown) => throwError(() => socketError(options, fate, error))),
        finalize(() => {
          if (!fate.isOpen) handshake.abort();
        }),
      );
  });
}

const frameText = (data: unknown): string => {
  if (typeof data === 'string') return data;
  return `binary frame of ${Buffer.isBuffer(data) ? data.length : 0} bytes`;
};
