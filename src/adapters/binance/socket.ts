import { createRequire } from 'node:module';
import {
  EMPTY,
  interval,
  mergeMap,
  catchError,
  concat,
  defer,
  finalize,
  fromEventPattern,
  ignoreElements,
  map,
  merge,
  of,
  switchMap,
  tap,
  throwError,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { WebSocket } from 'ws';
import type { SocketEvent } from '../../ports/marketData.js';
import { FrameSocket, type FrameReader } from './frameSocket.js';
import { openWebSocket, type SocketFate, type WebSocketTarget } from './openWebSocket.js';
import { socketError, unreachable } from './socketError.js';

export interface SocketOptions extends WebSocketTarget {
  /** Names the feed in errors. */
  readonly feed: string;
  readonly handshakeTimeoutMs: number;
  /** How often we ping; the first goes out when the connection is open. Nothing ends a connection but its feed. */
  readonly pingPeriodMs: number;
  /** Emit pongs as well, for a feed that is silent by nature. */
  readonly emitsPongs: boolean;
  /** What becomes of text frames. Default: their text. */
  readonly reader?: FrameReader;
  /** Told when the handshake is over. */
  readonly onHandshake?: () => void;
  readonly scheduler: SchedulerLike;
}

// The package is CommonJS with a `default` of its own, which Node and bundlers reach by different names: `require` is
// the one way that is the same everywhere.
const rxjsWebsockets = createRequire(import.meta.url)('rxjs-websockets') as typeof import('rxjs-websockets');

const socketOpened: SocketEvent = { kind: 'socketOpened' };
const texts: FrameReader = { read: (frame) => frame.toString() };

const pong: SocketEvent = { kind: 'pong' };

/**
 * One connection: says that it is open, then sends `frames$` and emits what comes. Cold; unsubscribing closes it, also
 * during the handshake. A binary frame, which the venue never sends, is emitted as a text that is no JSON.
 *
 * Errors: `ExchangeUnreachableError` (nothing answered, or no handshake within `handshakeTimeoutMs`),
 * `FeedRefusedError` (the handshake was answered with an HTTP error), `FeedClosedError` (with the close code; 1006 when
 * no close frame came).
 */
export function socket(options: SocketOptions, frames$: Observable<string>): Observable<SocketEvent> {
  const { url, handshakeTimeoutMs, reader = texts, onHandshake, scheduler } = options;
  return defer(() => {
    const fate: SocketFate = { isOpen: false };
    const handshake = new AbortController();
    let ws: WebSocket;
    return rxjsWebsockets
      .default<never>(url, {
        protocols: [],
        makeWebSocket: () => {
          ws = openWebSocket(options, fate, handshake.signal);
          return new FrameSocket(ws, reader);
        },
      })
      .pipe(
        timeout({
          first: handshakeTimeoutMs,
          scheduler,
          with: () => throwError(() => unreachable(options, `no handshake within ${handshakeTimeoutMs} ms`)),
        }),
        switchMap((exchange$) => {
          onHandshake?.();
          return concat(
            of(socketOpened),
            merge(
              defer(() => exchange$(frames$)),
              released(reader, scheduler),
              pings(ws, options),
            ),
          );
        }),
        catchError((error: unknown) => throwError(() => socketError(options, fate, error))),
        finalize(() => {
          if (!fate.isOpen) handshake.abort();
        }),
      );
  });
}

const released = ({ release }: FrameReader, scheduler: SchedulerLike): Observable<SocketEvent> =>
  release ? interval(release.periodMs, scheduler).pipe(mergeMap(() => release.take())) : EMPTY;

/** Pings while subscribed; the pongs, when they are wanted. */
function pings(ws: WebSocket, { pingPeriodMs, emitsPongs, scheduler }: SocketOptions): Observable<SocketEvent> {
  const pings$ = timer(0, pingPeriodMs, scheduler).pipe(
    tap(() => ws.ping()),
    ignoreElements(),
  );
  if (!emitsPongs) return pings$;
  // Not `fromEvent`: it would take ws for an EventTarget, as which it knows no pongs.
  const pongs$ = fromEventPattern(
    (listener) => ws.on('pong', listener),
    (listener) => ws.off('pong', listener),
  );
  return merge(pongs$.pipe(map(() => pong)), pings$);
}
