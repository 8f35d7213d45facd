import { Pool, ProxyAgent, request, type Dispatcher } from 'undici';
import { catchError, defer, Observable, throwError, timeout, type SchedulerLike } from 'rxjs';
import { ExchangeUnreachableError } from '../../domain/errors.js';
import { failureReason, proxyHost } from './failureReason.js';

export interface HttpOptions {
  readonly restUrl: string;
  readonly restProxyUrl?: string | undefined;
  readonly requestTimeoutMs: number;
  readonly maxConcurrentRequests: number;
  /** Estimate of the exchange's clock, epoch ms, never ahead of it. */
  readonly marketNow: () => number;
  readonly scheduler: SchedulerLike;
}

/** An answer with any status, read to its end. */
export interface HttpReply {
  readonly url: string;
  readonly httpStatus: number;
  /** Lower-case names; of a repeated header the last. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Wall clock. */
  readonly sentAtMs: number;
  /** The exchange's clock, estimated, when the request left. */
  readonly sentAtMarketMs: number;
  /** Wall clock. */
  readonly receivedAtMs: number;
}

export interface HttpClient {
  /**
   * Asks once and emits the answer. Cold; unsubscribing aborts the request.
   * Errors: `ExchangeUnreachableError` when no whole answer came within `requestTimeoutMs`.
   */
  readonly get: (path: string, params: Readonly<Record<string, string>>) => Observable<HttpReply>;
  /** Ends every connection; requests under way fail. */
  readonly close: () => Promise<void>;
}

// Twenty times the largest answer (exchangeInfo); a bound on what a peer can cost us.
const maxReplyBytes = 20 * 1024 * 1024;

/** GET requests to one host over a pool of connections, straight or through an HTTP proxy. */
export function httpClient(options: HttpOptions): HttpClient {
  const { restUrl, requestTimeoutMs, scheduler } = options;
  const dispatcher = makeDispatcher(options);
  return {
    get: (path, params) =>
      defer(() => {
        const query = new URLSearchParams(params).toString();
        const url = `${restUrl.replace(/\/$/, '')}${path}${query === '' ? '' : `?${query}`}`;
        return fetchOnce(url, dispatcher, options).pipe(
          timeout({
            first: requestTimeoutMs,
            scheduler,
            with: () => throwError(() => new Error(`no whole answer within ${requestTimeoutMs} ms`)),
          }),
          catchError((error: unknown) => throwError(() => unreachable(url, options, error))),
        );
      }),
    close: () => dispatcher.destroy(),
  };
}

// The time-outs of undici are off: `timeout` above watches the whole request, on the injected clock.
function makeDispatcher(options: HttpOptions): Dispatcher {
  const { restUrl, restProxyUrl, requestTimeoutMs, maxConcurrentRequests } = options;
  const settings = {
    connections: maxConcurrentRequests,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxReplyBytes,
  };
  const connect = { timeout: requestTimeoutMs };
  if (restProxyUrl === undefined) return new Pool(new URL(restUrl).origin, { ...settings, connect });
  return new ProxyAgent({ ...settings, uri: restProxyUrl, proxyTunnel: true, proxyTls: connect, requestTls: connect });
}

function fetchOnce(url: string, dispatcher: Dispatcher, { marketNow, scheduler }: HttpOptions): Observable<HttpReply> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    const read = async (): Promise<HttpReply> => {
      const sent = { sentAtMs: scheduler.now(), sentAtMarketMs: marketNow() };
      const { statusCode, headers, body } = await request(url, { dispatcher, signal: abort.signal });
      const text = await body.text();
      const receivedAtMs = scheduler.now();
      return { url, httpStatus: statusCode, headers: flat(headers), body: text, ...sent, receivedAtMs };
    };
    read().then(
      (reply) => {
        subscriber.next(reply);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => abort.abort();
  });
}

const flat = (headers: Readonly<Record<string, string | string[] | undefined>>): HttpReply['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  );

function unreachable(url: string, { restProxyUrl }: HttpOptions, cause: unknown): ExchangeUnreachableError {
  const reason = failureReason(cause);
  const through = restProxyUrl === undefined ? '' : ` through the proxy ${proxyHost(restProxyUrl)}`;
  return new ExchangeUnreachableError(`no answer from ${url}${through}: ${reason}`, { url, reason }, { cause });
}
