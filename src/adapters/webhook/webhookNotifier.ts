import { defer, map, throwError, of, mergeMap, type Observable } from 'rxjs';
import { NotifierRefusedError, RateLimitedError } from '../../domain/errors.js';
import type { Notification } from '../../domain/notification.js';
import { notificationText } from '../../domain/notificationText.js';
import type { HttpPost, HttpPostReply } from '../../ports/httpPost.js';
import type { Notifier } from '../../ports/notifier.js';
import { retryAfterMs } from './retryAfter.js';
import { signatureOf } from './sign.js';

export interface WebhookOptions {
  readonly url: string;
  readonly secret: { readonly reveal: () => string };
  readonly post: HttpPost;
  /** Wall clock. */
  readonly nowMs: () => number;
}

/** Nobody's limit, but a loop somewhere must not become a flood. */
const limits = [{ count: 10, perMs: 1_000 }];

/** Posts each message as JSON with a signature: README.md says how to check it. Every 2xx is an acceptance. */
export const webhookNotifier = ({ url, secret, post, nowMs }: WebhookOptions): Notifier => ({
  name: 'webhook',
  limits,
  deliver: (notification) =>
    defer(() => {
      const body = bodyOf(notification);
      const timestamp = String(Math.floor(nowMs()));
      return post({
        url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'candlewick',
          // Of all that is sent only this may hold other than ASCII.
          'candlewick-delivery': encodeURIComponent(notification.id),
          'candlewick-timestamp': timestamp,
          'candlewick-signature': signatureOf(secret.reveal(), timestamp, body),
        },
        body,
      });
    }).pipe(
      mergeMap((reply) => acceptance(reply, new URL(url).origin, nowMs())),
      map(({ httpStatus }) => ({ reference: `HTTP ${httpStatus}` })),
    ),
});

/** The message as data, and in words for who only passes it on. */
const bodyOf = (notification: Notification): string => {
  const { title, lines } = notificationText(notification);
  return JSON.stringify({ version: 1, ...notification, text: [title, ...lines].join('\n') });
};

function acceptance(reply: HttpPostReply, url: string, nowMs: number): Observable<HttpPostReply> {
  const { httpStatus, retryAfter } = reply;
  if (httpStatus >= 200 && httpStatus < 300) return of(reply);
  const waitMs = retryAfterMs(retryAfter, nowMs);
  if (httpStatus === 429 || (httpStatus === 503 && waitMs !== undefined)) {
    const details = { url, httpStatus, retryAtMs: nowMs + (waitMs ?? usualPauseMs) };
    return throwError(() => new RateLimitedError(`webhook: too much for ${url} (HTTP ${httpStatus})`, details));
  }
  const details = { notifier: 'webhook', httpStatus, reason: `HTTP ${httpStatus}` };
  return throwError(() => new NotifierRefusedError(`webhook: ${url} answered HTTP ${httpStatus}`, details));
}

/** A 429 that does not say for how long. */
const usualPauseMs = 30_000;
