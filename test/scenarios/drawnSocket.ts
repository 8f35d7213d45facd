import { dematerialize, ignoreElements, materialize, merge, type Observable } from 'rxjs';
import type { SocketEvent } from '../../src/ports/marketData.js';

/** `o` is that the connection is open; a digit or a letter is a frame with that text; a `pong` or `waiting` is itself. */
export function toSocketEvent(drawn: unknown): SocketEvent {
  if (drawn === 'o') return { kind: 'socketOpened' };
  return typeof drawn === 'number' ? String(drawn) : (drawn as SocketEvent);
}

/** The connection, with what goes on beside it until it ends. */
export const beside = (other$: Observable<unknown>, connection$: Observable<unknown>): Observable<unknown> =>
  merge(other$.pipe(ignoreElements()), connection$.pipe(materialize())).pipe(dematerialize());
