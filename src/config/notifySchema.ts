import { z } from 'zod';
import { amount, count, durationMs, notes, serverUrl, uniqueList } from './leaves.js';

/** An address to post to. Many carry a key in their query or path; a user name would be sent as a header. */
const hookUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '')
  .register(notes, { words: 'an address with http:// or https://, without user name' });

const telegramSchema = z.strictObject({
  apiRoot: serverUrl('http')
    .default('https://api.telegram.org')
    .describe('Root of the Bot API; another one for a Bot API server of your own.'),
});

const webhookSchema = z.strictObject({
  url: hookUrl.nullable().default(null).describe('Where messages are posted as signed JSON; null: nowhere.'),
});

export const notifySchema = z.strictObject({
  events: uniqueList(z.enum(['opened', 'closed']))
    .min(1)
    .default(['opened', 'closed'])
    .describe('What is told of a signal: that it was opened, that it ended.'),
  minScore: amount('points')
    .max(100)
    .nullable()
    .default(null)
    .describe('Only signals that were opened by a score of at least this, up or down, are told; null: all of them.'),
  digestAfter: count('messages', 2)
    .default(3)
    .describe('When so many or more wait for a notifier, they become one message.'),
  maxWaiting: count('messages').max(10_000).default(500).describe('Beyond so many the oldest is given up.'),
  maxAgeMs: durationMs().default(900_000).describe('A message that could not be sent for this long is given up.'),
  maxTries: count('tries').default(20).describe('A message that failed so often is given up.'),
  timeoutMs: durationMs().default(10_000).describe('Give up on one attempt to send after this long.'),
  terminal: z
    .boolean()
    .default(false)
    .describe('Say messages on standard output as well, where signals are shown anyway.'),
  telegram: telegramSchema
    .prefault({})
    .describe('Telegram; on when `TELEGRAM_BOT_TOKEN` and `TELEGRAM_CHAT_ID` are in the environment.'),
  webhook: webhookSchema
    .prefault({})
    .describe('A server of yours; on when `url` is set and `CANDLEWICK_WEBHOOK_SECRET` is in the environment.'),
});
