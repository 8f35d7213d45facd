import { delay, mergeMap, of, switchMap, take, tap, throwError, timer, type Observable } from 'rxjs';
import type { BinanceSettings } from '../../src/adapters/binance/options.js';
import { readReply } from '../../src/adapters/binance/readReply.js';
import type { RestClient, RestReply, RestRequest } from '../../src/adapters/binance/rest.js';
import { WeightGovernor } from '../../src/adapters/binance/weightGovernor.js';
import { ExchangeUnreachableError, RateLimitedError } from '../../src/domain/errors.js';
import type { VenueAnswer } from './virtualVenue.js';

export interface VirtualRestOptions {
  readonly settings: BinanceSettings;
  readonly answer: (path: string, query: URLSearchParams) => VenueAnswer;
  readonly isReachable: () => boolean;
}

const oneWayMs = 20;

/**
 * The adapter's REST client in virtual time: its weight governor and its reading of answers, with the simulator's routes
 * where the sockets would be. It repeats nothing: the streams have a backoff of their own.
 */
export function virtualRest({ settings, answer, isReachable }: VirtualRestOptions): RestClient {
  const { scheduler } = settings;
  const governor = new WeightGovernor(settings);

  function send<T>({ path, params = {}, weight, priority = 'normal', schema }: RestRequest<T>) {
    return governor.permit(weight, priority).pipe(
      switchMap((answered) => exchanged(path, new URLSearchParams(params)).pipe(tap(answered))),
      take(1),
      mergeMap((reply) => {
        const read = readReply(reply, schema);
        if (read.kind === 'read') {
          governor.correct(Number(reply.headers['x-mbx-used-weight-1m']));
          return of({ ...reply, body: read.body });
        }
        if (read.error instanceof RateLimitedError) governor.block(read.error);
        return throwError(() => read.error);
      }),
    );
  }

  function exchanged(path: string, query: URLSearchParams): Observable<RestReply<string>> {
    const sentAtMs = scheduler.now();
    return timer(oneWayMs, scheduler).pipe(
      mergeMap(() => (isReachable() ? of(answer(path, query)) : throwError(() => unreachable(path)))),
      delay(oneWayMs, scheduler),
      mergeMap((reply) => {
        const times = { sentAtMs, sentAtMarketMs: sentAtMs, receivedAtMs: scheduler.now() };
        return of({ url: path, ...reply, ...times });
      }),
    );
  }

  return {
    send,
    budget$: governor.budget$,
    close: () => {
      governor.close();
      return Promise.resolve();
    },
  };
}

const unreachable = (url: string): ExchangeUnreachableError =>
  new ExchangeUnreachableError(`no answer from ${url}`, { url, reason: 'no network' });
