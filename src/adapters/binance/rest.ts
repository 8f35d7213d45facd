import {
  mergeMap,
  of,
  retry,
  switchMap,
  take,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { z } from 'zod';
import { isScannerError, RateLimitedError, type ScannerError } from '../../domain/errors.js';
import { backoffDelayMs } from '../../operators/backoffDelayMs.js';
import type { RestBudget } from '../../ports/marketData.js';
import { httpClient, type Authorization, type HttpMethod, type HttpOptions, type HttpReply } from './httpClient.js';
import { readReply } from './readReply.js';
import type { RequestPriority } from './waitingLanes.js';
import { WeightGovernor, type WeightGovernorOptions } from './weightGovernor.js';

export interface RestOptions extends HttpOptions, WeightGovernorOptions {
  /** How often one request is repeated after a 429, a 5xx, a broken answer or none. */
  readonly maxRetries: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
}

export interface RestRequest<T> {
  /** Default `GET`. */
  readonly method?: HttpMethod;
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly authorization?: Authorization;
  readonly weight: number;
  readonly priority?: RequestPriority;
  /** How often it is repeated; `maxRetries` of the options by default. 0 for what must not be done twice. */
  readonly maxRetries?: number;
  /** The answer is a secret, of which no sample may stand in an error. */
  readonly isAnswerSecret?: boolean;
  readonly schema: z.ZodType<T>;
}

/** An answer in the promised shape. */
export interface RestReply<T> extends Omit<HttpReply, 'body'> {
  readonly body: T;
}

export interface RestClient {
  /**
   * Asks when the budget allows, and again after failures that may heal, at most `maxRetries` times. Emits once. Cold;
   * unsubscribing takes a waiting request out of the queue and aborts one under way.
   * Errors: `ExchangeUnreachableError`, `ExchangeReplyError`, `ExchangeRejectedError`, `RateLimitedError`.
   */
  readonly send: <T>(request: RestRequest<T>) => Observable<RestReply<T>>;
  readonly budget$: Observable<RestBudget>;
  readonly close: () => Promise<void>;
}

/** The venue's REST interface: one pool of connections, one budget of request weight. */
export function restClient(options: RestOptions): RestClient {
  const http = httpClient(options);
  const governor = new WeightGovernor(options);

  function askOnce<T>(request: RestRequest<T>): Observable<RestReply<T>> {
    const { method = 'GET', path, params = {}, authorization, weight, priority = 'normal', schema } = request;
    return governor.permit(weight, priority).pipe(
      switchMap((answered) => http.send({ method, path, params, authorization }).pipe(tap(answered))),
      take(1),
      mergeMap((reply) => {
        const read = readReply(reply, schema, request.isAnswerSecret);
        learn(reply, read.kind === 'failed' ? read.error : undefined);
        if (read.kind === 'failed') return throwError(() => read.error);
        return of({ ...reply, body: read.body });
      }),
    );
  }

  // On a 429 the venue says itself when there is room again: what is used up of its minute no longer matters.
  function learn({ headers }: HttpReply, error: ScannerError | undefined): void {
    const usedWeight = Number(headers['x-mbx-used-weight-1m'] ?? Number.NaN);
    if (error instanceof RateLimitedError) governor.block(error);
    else if (usedWeight > 0) governor.correct(usedWeight);
  }

  /** When to ask again: the governor waits out a block, unless that takes too long; other failures back off. */
  function retryDelay(error: unknown, attempt: number): Observable<unknown> {
    if (!isScannerError(error) || !error.isRetryable) return throwError(() => error);
    if (!(error instanceof RateLimitedError)) {
      const { retryBaseMs: baseMs, retryCapMs: capMs, random, scheduler } = options;
      return timer(backoffDelayMs(attempt, { baseMs, capMs, random }), scheduler);
    }
    const blockMs = error.details.retryAtMs - options.scheduler.now();
    return blockMs > options.maxBlockMs ? throwError(() => error) : of(0);
  }

  return {
    send: (request) =>
      askOnce(request).pipe(retry({ count: request.maxRetries ?? options.maxRetries, delay: retryDelay })),
    budget$: governor.budget$,
    close: () => {
      governor.close();
      return http.close();
    },
  };
}
