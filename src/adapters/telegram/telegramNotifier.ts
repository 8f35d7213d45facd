import { map } from 'rxjs';
import { BadInputError } from '../../domain/errors.js';
import { notificationText } from '../../domain/notificationText.js';
import type { HttpPost } from '../../ports/httpPost.js';
import type { Notifier, RateLimit } from '../../ports/notifier.js';
import { botApi } from './botApi.js';
import { markdownOf } from './markdown.js';

export interface TelegramOptions {
  /** Without a slash at its end. */
  readonly apiRoot: string;
  readonly token: { readonly reveal: () => string };
  /** Number of a chat, or `@name` of a channel. */
  readonly chatId: { readonly reveal: () => string };
  readonly post: HttpPost;
  /** Wall clock. */
  readonly nowMs: () => number;
}

const perChat: RateLimit = { count: 1, perMs: 1_000 };
const perGroup: RateLimit = { count: 20, perMs: 60_000 };

const tokenForm = /^\d+:[\w-]+$/;
const chatForm = /^(-?\d+|@\w+)$/;

/**
 * Sends to one chat. Throws a `BadInputError`, without what it found, for a token or chat that cannot be one; `place` is
 * `token` or `chat`.
 */
export function telegramNotifier({ apiRoot, token, chatId, post, nowMs }: TelegramOptions): Notifier {
  const secret = token.reveal();
  const chat = chatId.reveal();
  if (!tokenForm.test(secret)) throw refused('token', 'a token of BotFather, such as 123456:ABC-DEF');
  if (!chatForm.test(chat)) throw refused('chat', 'the number of a chat, or the @name of a channel');
  // An id is masked only as a whole number or name: a short one is part of many.
  const chatWord = new RegExp(`(?<![\\w@-])${chat}(?!\\w)`, 'g');
  // As it is, and as an address may hold it.
  const mask = (text: string): string =>
    [secret, encodeURIComponent(secret)]
      .reduce((masked, shown) => masked.replaceAll(shown, '***'), text)
      .replaceAll(chatWord, '***');
  const api = botApi({ apiRoot, token: secret, post, nowMs, mask });
  return {
    name: 'telegram',
    limits: /^\d/.test(chat) ? [perChat] : [perChat, perGroup],
    deliver: (notification) =>
      api
        .sendMarkdown(chat, markdownOf(notificationText(notification)))
        .pipe(map((messageId) => ({ reference: `message ${messageId}` }))),
  };
}

function refused(place: 'token' | 'chat', expected: string): BadInputError {
  const found = 'something else';
  return new BadInputError(`the ${place} must be ${expected}; found ${found}`, { place, found, expected });
}
