import { inspect } from 'node:util';
import { NEVER } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpPoster } from '../../../src/adapters/http/httpPoster.js';
import { telegramNotifier, type TelegramOptions } from '../../../src/adapters/telegram/telegramNotifier.js';
import { Secret } from '../../../src/config/secret.js';
import { BadInputError } from '../../../src/domain/errors.js';
import { notificationText } from '../../../src/domain/notificationText.js';
import type { Notifier } from '../../../src/ports/notifier.js';
import {
  botError,
  BotApiServer,
  canaryChat,
  canaryToken,
  cut,
  flood,
  hang,
  page,
  type BotApiFault,
} from '../../support/botApiServer.js';
import { everyKind } from '../../support/notifications.js';
import { valueOf } from '../binance/support/valueOf.js';

const nowMs = 1_800_000_000_000;
const [message] = everyKind();
let server: BotApiServer;
beforeEach(async () => {
  server = await BotApiServer.start();
});
afterEach(async () => {
  await server.close();
});

const notifierOf = (options: Partial<TelegramOptions> = {}): Notifier =>
  telegramNotifier({
    apiRoot: server.url,
    token: new Secret(canaryToken),
    chatId: new Secret(canaryChat),
    post: httpPoster({ notifier: 'telegram' }),
    nowMs: () => nowMs,
    ...options,
  });

const failureOf = (notifier: Notifier): Promise<unknown> =>
  valueOf(notifier.deliver(message!)).then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('telegramNotifier', () => {
  it('sends every kind of message, markup and all, and says which message it became', async () => {
    const notifier = notifierOf();
    for (const [i, notification] of everyKind().entries()) {
      expect(await valueOf(notifier.deliver(notification))).toEqual({ reference: `message ${i + 1}` });
      const { title, lines } = notificationText(notification);
      expect(server.taken.at(-1)).toMatchObject({ chatId: canaryChat, text: [title, ...lines].join('\n') });
    }
  });

  it.each([
    ['1234', [{ count: 1, perMs: 1_000 }]],
    [
      '-1001234',
      [
        { count: 1, perMs: 1_000 },
        { count: 20, perMs: 60_000 },
      ],
    ],
    [
      '@channel',
      [
        { count: 1, perMs: 1_000 },
        { count: 20, perMs: 60_000 },
      ],
    ],
  ])('keeps to what Telegram allows a chat like %s', (chat, limits) => {
    expect(notifierOf({ chatId: new Secret(chat) }).limits).toEqual(limits);
  });

  it.each([
    ['token', { token: new Secret('CANARY without a colon') }],
    ['chat', { chatId: new Secret('CANARY chat') }],
  ])('refuses a %s that cannot be one, and does not show it', (place, options) => {
    const attempt = (): Notifier => notifierOf(options);
    expect(attempt).toThrow(BadInputError);
    expect(attempt).toThrow(new RegExp(`^the ${place} must be (?!.*CANARY)`));
  });

  it('asks nothing before it is subscribed to, and lets go of a request that hangs', async () => {
    const delivery$ = notifierOf().deliver(message!);
    server.faults.push(hang);
    const ended = new Promise<void>((resolve) => {
      server.faults[0] = (request) => void request.socket.once('close', () => resolve());
    });
    expect(server.attempts).toBe(0);
    const subscription = delivery$.subscribe();
    await server.until(() => server.attempts === 1);
    subscription.unsubscribe();
    await ended;
  });
});

const echo: BotApiFault = (request, response) => page(502, `<p>${request.url ?? ''} ${canaryChat}`)(request, response);
const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;

const failures: readonly (readonly [string, BotApiFault, object])[] = [
  [
    '429 with retry_after',
    flood(7),
    { code: 'RATE_LIMITED', details: { url, httpStatus: 429, retryAtMs: nowMs + 7_000 } },
  ],
  [
    '429 without retry_after',
    botError(429, 'Too Many Requests'),
    { code: 'RATE_LIMITED', details: { url, httpStatus: 429, retryAtMs: nowMs + 30_000 } },
  ],
  [
    '429 and a page of something in between',
    page(429, '<h1>Too Many Requests', { 'retry-after': '9' }),
    { code: 'RATE_LIMITED', details: { url, httpStatus: 429, retryAtMs: nowMs + 9_000 } },
  ],
  [
    '429 and a page that does not say for how long',
    page(429, ''),
    { code: 'RATE_LIMITED', details: { url, httpStatus: 429, retryAtMs: nowMs + 30_000 } },
  ],
  ['500', botError(500, 'Internal Server Error'), { code: 'NOTIFIER_REFUSED', isRetryable: true }],
  ['502 and a page that echoes the request', echo, { code: 'NOTIFIER_REFUSED', isRetryable: true }],
  ['200 and a page', page(200, '<h1>Sign in</h1>'), { code: 'NOTIFIER_REFUSED', isRetryable: true }],
  ['200 and JSON of another shape', page(200, '{"ok":true}'), { code: 'NOTIFIER_REFUSED', isRetryable: true }],
  ['200 and JSON that breaks off', page(200, '{"ok":tr'), { code: 'NOTIFIER_REFUSED', isRetryable: true }],
  ['404 and a page', page(404, 'nothing here'), { code: 'NOTIFIER_REFUSED', isRetryable: false }],
  [
    '400 that names the chat and the token',
    botError(400, `Bad Request: ${canaryChat} (bot${canaryToken}) is not a chat`),
    {
      code: 'NOTIFIER_REFUSED',
      isRetryable: false,
      details: { notifier: 'telegram', httpStatus: 400, reason: 'Bad Request: *** (bot***) is not a chat' },
    },
  ],
  [
    '404 that names the address',
    botError(404, `Not Found: /bot${encodeURIComponent(canaryToken)}/sendMessage`),
    { details: { httpStatus: 404, reason: expect.stringMatching(/^Not Found: \/bot\*\*\*\/sendMessage;/) as string } },
  ],
  [
    '400 of a group that has moved',
    botError(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -100123 }),
    {
      isRetryable: false,
      message: expect.stringMatching(/upgraded; TELEGRAM_CHAT_ID must be that of the new group$/) as string,
    },
  ],
  [
    '401',
    botError(401, 'Unauthorized'),
    { isRetryable: false, message: expect.stringMatching(/TELEGRAM_BOT_TOKEN/) as string },
  ],
  ['403', botError(403, 'Forbidden: bot was blocked by the user'), { isRetryable: false }],
  ['nothing: the connection is cut', cut, { code: 'NOTIFIER_UNREACHABLE', isRetryable: true }],
];

describe('time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is for who asks to limit, however long an answer takes', () => {
    vi.useFakeTimers();
    const ends: unknown[] = [];
    const subscription = notifierOf({ post: () => NEVER })
      .deliver(message!)
      .subscribe({ error: (error: unknown) => ends.push(error) });
    return vi.advanceTimersByTimeAsync(86_400_000).then(() => {
      subscription.unsubscribe();
      expect(ends).toEqual([]);
    });
  });
});

describe('what Telegram says instead of taking a message', () => {
  it.each(failures)('%s', async (_, fault, expected) => {
    server.faults.push(fault);
    const error = await failureOf(notifierOf());
    expect(error).toMatchObject(expected);
    const { message: words, stack, cause } = error as Error;
    const everything = [words, stack, String(cause), inspect(error, { depth: Infinity, showHidden: true })].join('\n');
    expect(everything).not.toContain('CANARY');
    expect(everything).not.toContain(canaryChat);
  });

  it('nobody is there', async () => {
    const error = await failureOf(notifierOf({ apiRoot: 'http://127.0.0.1:1' }));
    expect(error).toMatchObject({
      code: 'NOTIFIER_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('CANARY');
  });
});
