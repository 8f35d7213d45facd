import { Pool, ProxyAgent, request, type Dispatcher } from 'undici';
import { catchError, Observable, throwError, timeout, type SchedulerLike } from 'rxjs';
import { ExchangeUnreachableError } from '../../domain/errors.js';
import { failureReason, proxyHost } from './failureReason.js';
import type { Mask } from './mask.js';

export interface HttpOptions {
  readonly restUrl: string;
  readonly restProxyUrl?: string | undefined;
  readonly requestTimeoutMs: number;
  readonly maxConcurrentRequests: number;
  /** Estimate of the exchange's clock, epoch ms, never ahead of it. */
  readonly marketNow: () => number;
  readonly scheduler: SchedulerLike;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What is added to a request at the instant it leaves, to prove who asks. Nothing of it is ever shown. */
interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  /** Joined to the query, as it is. */
  readonly query: string;
}

/** Proves who asks. */
export interface Authorization {
  /** For a request with this query, percent-encoded. */
  readonly prove: (query: string) => Proof;
  /** Applied to every answer: who echoes a request must not bring its secrets into our errors. */
  readonly mask: Mask;
}

interface HttpRequest {
  readonly method: HttpMethod;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly authorization?: Authorization | undefined;
}

/** An answer with any status, read to its end. */
export interface HttpReply {
  /** Without proof of who asked. */
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
  readonly send: (request: HttpRequest) => Observable<HttpReply>;
  /** Ends every connection; requests under way fail. */
  readonly close: () => Promise<void>;
}

// Twenty times the largest answer (exchangeInfo); a bound on what a peer can cost us.
const maxReplyBytes = 20 * 1024 * 1024;

/** Requests to one host over a pool of connections, straight or through an HTTP proxy. */
export function httpClient(options: HttpOptions): HttpClient {
  const { restUrl, requestTimeoutMs, scheduler } = options;
  const dispatcher = makeDispatcher(options);
  return {
    send: (httpRequest) => {
      const query = queryText(httpRequest.params);
      const url = withQuery(`${restUrl.replace(/\/$/, '')}${httpRequest.path}`, query);
      return exchange({ ...httpRequest, query, url }, dispatcher, options).pipe(
        timeout({
          first: requestTimeoutMs,
          scheduler,
          with: () => throwError(() => new Error(`no whole answer within ${requestTimeoutMs} ms`)),
        }),
        catchError((error: unknown) => throwError(() => unreachable(url, options, error))),
      );
    },
    close: () => dispatcher.destroy(),
  };
}

/** Percent-encoded, in the order given: the exact bytes that a signature is made of. */
const queryText = (params: HttpRequest['params']): string =>
  Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');

const withQuery = (url: string, query: string): string =>
  query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;

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

function exchange(
  { method, url, query, authorization }: HttpRequest & { readonly url: string; readonly query: string },
  dispatcher: Dispatcher,
  { marketNow, scheduler }: HttpOptions,
): Observable<HttpReply> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    const read = async (): Promise<HttpReply> => {
      const sent = { sentAtMs: scheduler.now(), sentAtMarketMs: marketNow() };
      const proof = authorization?.prove(query) ?? { headers: {}, query: '' };
      const settings = { method, headers: proof.headers, dispatcher, signal: abort.signal };
      const { statusCode, headers, body } = await request(withQuery(url, proof.query), settings);
      const text = await body.text();
      const receivedAtMs = scheduler.now();
      const shown = authorization ? authorization.mask(text) : text;
      return { url, httpStatus: statusCode, headers: flat(headers), body: shown, ...sent, receivedAtMs };
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
