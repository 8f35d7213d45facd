import { delay, mergeMap, of, throwError, timer } from 'rxjs';
import type { BinanceSettings } from '../../src/adapters/binance/options.js';
import type { RestClient } from '../../src/adapters/binance/rest.js';
import { ExchangeUnreachableError } from '../../src/domain/errors.js';
import { restOver } from './restOver.js';
import type { VenueAnswer } from './virtualVenue.js';

export interface VirtualRestOptions {
  readonly settings: BinanceSettings;
  readonly answer: (path: string, query: URLSearchParams) => VenueAnswer;
  readonly isReachable: () => boolean;
}

const oneWayMs = 20;

/** The adapter's REST client in virtual time, with the simulator's routes where the sockets would be. */
export function virtualRest({ settings, answer, isReachable }: VirtualRestOptions): RestClient {
  const { scheduler } = settings;
  return restOver((path, query) => {
    const sentAtMs = scheduler.now();
    return timer(oneWayMs, scheduler).pipe(
      mergeMap(() => (isReachable() ? of(answer(path, query)) : throwError(() => unreachable(path)))),
      delay(oneWayMs, scheduler),
      mergeMap((reply) => {
        const times = { sentAtMs, sentAtMarketMs: sentAtMs, receivedAtMs: scheduler.now() };
        return of({ url: path, ...reply, ...times });
      }),
    );
  }, settings);
}

const unreachable = (url: string): ExchangeUnreachableError =>
  new ExchangeUnreachableError(`no answer from ${url}`, { url, reason: 'no network' });
