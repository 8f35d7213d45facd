import { mergeMap, of, switchMap, take, tap, throwError, type Observable } from 'rxjs';
import type { HttpReply } from '../../src/adapters/binance/httpClient.js';
import type { BinanceSettings } from '../../src/adapters/binance/options.js';
import { readReply } from '../../src/adapters/binance/readReply.js';
import type { RestClient, RestRequest } from '../../src/adapters/binance/rest.js';
import { WeightGovernor } from '../../src/adapters/binance/weightGovernor.js';
import { RateLimitedError } from '../../src/domain/errors.js';

/** Asks the venue once, in whatever time it takes. */
export type AskVenue = (path: string, query: URLSearchParams) => Observable<HttpReply>;

/**
 * The adapter's REST client in virtual time: its weight governor and its reading of answers, over another way to the
 * venue than HTTP. It repeats nothing: the streams have a backoff of their own.
 */
export function restOver(ask: AskVenue, settings: BinanceSettings): RestClient {
  const governor = new WeightGovernor(settings);

  const send = <T>({ path, params = {}, weight, priority = 'normal', schema }: RestRequest<T>) =>
    governor.permit(weight, priority).pipe(
      switchMap((answered) => ask(path, new URLSearchParams(params)).pipe(tap(answered))),
      take(1),
      mergeMap((reply) => {
        const read = readReply(reply, schema);
        if (read.kind === 'read') {
          governor.correct(Number(reply.headers['x-mbx-used-weight-1m'] ?? 0));
          return of({ ...reply, body: read.body });
        }
        if (read.error instanceof RateLimitedError) governor.block(read.error);
        return throwError(() => read.error);
      }),
    );

  return {
    send,
    budget$: governor.budget$,
    close: () => {
      governor.close();
      return Promise.resolve();
    },
  };
}
