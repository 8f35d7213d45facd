import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpPoster } from '../../../src/adapters/http/httpPoster.js';
import { retryAfterMs } from '../../../src/adapters/webhook/retryAfter.js';
import { signatureOf } from '../../../src/adapters/webhook/sign.js';
import { webhookNotifier } from '../../../src/adapters/webhook/webhookNotifier.js';
import { Secret } from '../../../src/config/secret.js';
import { notificationText } from '../../../src/domain/notificationText.js';
import type { Notifier } from '../../../src/ports/notifier.js';
import { everyKind } from '../../support/notifications.js';
import { canarySecret, documentedCheck, WebhookServer } from '../../support/webhookServer.js';
import { valueOf } from '../binance/support/valueOf.js';

const [message] = everyKind();
let server: WebhookServer;
beforeEach(async () => {
  server = await WebhookServer.start();
});
afterEach(async () => {
  await server.close();
});

const notifierOf = (url = server.url, secret = canarySecret, nowMs = Date.now): Notifier =>
  webhookNotifier({ url, secret: new Secret(secret), post: httpPoster({ notifier: 'webhook' }), nowMs });

const failureOf = (notifier: Notifier): Promise<unknown> =>
  valueOf(notifier.deliver(message!)).then(
    () => 'no failure',
    (error: unknown) => error,
  );

const answer =
  (httpStatus: number, headers: Record<string, string> = {}) =>
  (_: unknown, response: import('node:http').ServerResponse): void =>
    void response.writeHead(httpStatus, headers).end('CANARY');

describe('webhookNotifier', () => {
  it('posts every kind of message as JSON with its words, signed as documented', async () => {
    for (const notification of everyKind()) {
      expect(await valueOf(notifierOf().deliver(notification))).toEqual({ reference: 'HTTP 204' });
      const { title, lines } = notificationText(notification);
      const { body, isGenuine, headers } = server.posts.at(-1)!;
      expect(body).toEqual({ version: 1, ...notification, text: [title, ...lines].join('\n') });
      expect(isGenuine).toBe(true);
      expect(headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'candlewick-delivery': encodeURIComponent(notification.id),
      });
    }
  });

  it('names a message by the same delivery when it is sent again, with a signature of its own time', async () => {
    let nowMs = Date.now();
    const delivery$ = notifierOf(server.url, canarySecret, () => (nowMs += 1)).deliver(message!);
    await valueOf(delivery$);
    await valueOf(delivery$);
    const [first, second] = server.posts.map(({ headers }) => headers);
    expect(second!['candlewick-delivery']).toBe(first!['candlewick-delivery']);
    expect(second!['candlewick-timestamp']).not.toBe(first!['candlewick-timestamp']);
    expect(second!['candlewick-signature']).not.toBe(first!['candlewick-signature']);
  });

  it('is refused for another secret', async () => {
    expect(await failureOf(notifierOf(server.url, 'another'))).toMatchObject({
      code: 'NOTIFIER_REFUSED',
      isRetryable: false,
      details: { httpStatus: 401 },
    });
  });

  it.each([200, 201, 202, 204])('HTTP %s is an acceptance, whatever it says', async (httpStatus) => {
    server.answers.push(answer(httpStatus));
    expect(await valueOf(notifierOf().deliver(message!))).toEqual({ reference: `HTTP ${httpStatus}` });
  });

  it.each([
    [301, { location: 'http://127.0.0.1:1/' }, { code: 'NOTIFIER_REFUSED', isRetryable: false }],
    [400, {}, { code: 'NOTIFIER_REFUSED', isRetryable: false }],
    [410, {}, { code: 'NOTIFIER_REFUSED', isRetryable: false }],
    [408, {}, { code: 'NOTIFIER_REFUSED', isRetryable: true }],
    [500, {}, { code: 'NOTIFIER_REFUSED', isRetryable: true }],
    [503, {}, { code: 'NOTIFIER_REFUSED', isRetryable: true }],
    [503, { 'retry-after': '9' }, { code: 'RATE_LIMITED', details: { retryAtMs: 10_000 } }],
    [429, { 'retry-after': '120' }, { code: 'RATE_LIMITED', details: { retryAtMs: 121_000 } }],
    [429, {}, { code: 'RATE_LIMITED', details: { retryAtMs: 31_000 } }],
  ])('HTTP %s with %o is no acceptance', async (httpStatus, headers, expected) => {
    server.answers.push(answer(httpStatus, headers));
    const error = await failureOf(notifierOf(server.url, canarySecret, () => 1_000));
    expect(error).toMatchObject(expected);
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('CANARY');
    expect(server.posts).toHaveLength(1);
  });

  it('no answer is an error without the path of the address, which may hold a key', async () => {
    server.answers.push(({ socket }) => void socket.destroy());
    for (const url of [server.url, 'http://127.0.0.1:1/hook/CANARY']) {
      const error = await failureOf(notifierOf(url));
      expect(error).toMatchObject({ code: 'NOTIFIER_UNREACHABLE', isRetryable: true });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('CANARY');
    }
  });
});

describe('the documented check', () => {
  const body = Buffer.from('{"text":"币安人生USDT"}');
  const headersAt = (atMs: number, signature = signatureOf('secret', String(atMs), body.toString())) => ({
    'candlewick-timestamp': String(atMs),
    'candlewick-signature': signature,
  });

  it('accepts a genuine message', async () => {
    const isGenuine = await documentedCheck();
    expect(isGenuine(headersAt(1_000), body, 'secret', 1_000)).toBe(true);
  });

  it.each([
    ['another body', headersAt(1_000), Buffer.from('{}'), 'secret', 1_000],
    ['another secret', headersAt(1_000), body, 'other', 1_000],
    ['another time', { ...headersAt(1_000), 'candlewick-timestamp': '1001' }, body, 'secret', 1_000],
    ['no signature', { 'candlewick-timestamp': '1000' }, body, 'secret', 1_000],
    ['no headers', {}, body, 'secret', 1_000],
    ['a message of long ago', headersAt(1_000), body, 'secret', 301_001],
  ])('refuses %s', async (_, headers, sent, secret, nowMs) => {
    const isGenuine = await documentedCheck();
    expect(isGenuine(headers, sent, secret, nowMs)).toBe(false);
  });
});

it.each([
  ['7', 7_000],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 15:00:10 GMT', 10_000],
  ['Sat, 21 Nov 2026 14:59:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %s is %s ms', (header, waitMs) => {
  expect(retryAfterMs(header, Date.UTC(2026, 10, 21, 15))).toBe(waitMs);
});
