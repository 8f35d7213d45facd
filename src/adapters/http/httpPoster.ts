import { Observable } from 'rxjs';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import { NotifierUnreachableError } from '../../domain/errors.js';
import type { HttpPost, HttpPostReply, HttpPostRequest } from '../../ports/httpPost.js';

export interface HttpPosterOptions {
  /** On whose behalf, for errors. */
  readonly notifier: string;
  /** `http://` or `https://`; straight without one. */
  readonly proxyUrl?: string | undefined;
}

/** A bound on what a peer can cost us. */
const maxReplyBytes = 1024 * 1024;

/**
 * Posts each time over a connection of its own, which is let go with its subscriber: one that hangs, at a proxy or
 * behind it, holds up nothing else. Waits for an answer as long as somebody is subscribed.
 */
export const httpPoster =
  ({ notifier, proxyUrl }: HttpPosterOptions): HttpPost =>
  (wanted) =>
    new Observable<HttpPostReply>((subscriber) => {
      const abort = new AbortController();
      const dispatcher = makeDispatcher(proxyUrl);
      send(wanted, dispatcher, abort.signal).then(
        (reply) => {
          subscriber.next(reply);
          subscriber.complete();
        },
        (error: unknown) => {
          const reason = reasonOf(error);
          subscriber.error(new NotifierUnreachableError(`${notifier}: no answer: ${reason}`, { notifier, reason }));
        },
      );
      return () => {
        abort.abort();
        void dispatcher.destroy();
      };
    });

function makeDispatcher(proxyUrl: string | undefined): Dispatcher {
  const settings = { headersTimeout: 0, bodyTimeout: 0, maxResponseSize: maxReplyBytes };
  return proxyUrl === undefined
    ? new Agent(settings)
    : new ProxyAgent({ ...settings, uri: proxyUrl, proxyTunnel: true });
}

async function send(
  { url, headers, body }: HttpPostRequest,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<HttpPostReply> {
  const reply = await request(url, { method: 'POST', headers: { ...headers }, body, dispatcher, signal });
  const retryAfter = reply.headers['retry-after'];
  return {
    httpStatus: reply.statusCode,
    retryAfter: Array.isArray(retryAfter) ? retryAfter.at(-1) : retryAfter,
    body: await reply.body.text(),
  };
}

/** The system's code when there is one, else the text. A name with several addresses fails with one error for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message.includes(code) ? error.message || error.name : `${code} ${error.message}`.trim();
}
