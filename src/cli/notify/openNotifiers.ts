import { terminalNotifier } from '../../adapters/terminal/terminalNotifier.js';
import { proxyFor } from '../../adapters/binance/proxy.js';
import type { Config } from '../../config/schema.js';
import { readSecret, type Secret } from '../../config/secret.js';
import { BadInputError } from '../../domain/errors.js';
import type { HttpPost } from '../../ports/httpPost.js';
import type { Notifier } from '../../ports/notifier.js';

/** The notifiers that are on, and what to say of those that are not. */
export interface OpenNotifiers {
  readonly notifiers: readonly Notifier[];
  /** One sentence for each that is off. */
  readonly off: readonly string[];
}

export interface OpenNotifiersOptions {
  readonly config: Pick<Config, 'notify'>;
  readonly env: NodeJS.ProcessEnv;
  /** Writes one line of the terminal's notifier. */
  readonly write: (line: string) => void;
}

const tokenName = 'TELEGRAM_BOT_TOKEN';
const chatName = 'TELEGRAM_CHAT_ID';
const webhookSecretName = 'CANDLEWICK_WEBHOOK_SECRET';

/**
 * Opens what the configuration and the environment turn on. Nothing is sent yet. Rejects with a `BadInputError`, which
 * shows no secret, for half of a pair, or one that cannot be used.
 */
export async function openNotifiers({ config, env, write }: OpenNotifiersOptions): Promise<OpenNotifiers> {
  const { notify } = config;
  const found = [
    notify.terminal ? terminalNotifier(write) : undefined,
    await openTelegram(notify.telegram.apiRoot, env),
    await openWebhook(notify.webhook.url, env),
  ];
  return {
    notifiers: found.filter((one) => typeof one === 'object'),
    off: found.filter((one) => typeof one === 'string'),
  };
}

/** Its parts are loaded when they are needed: most runs tell nobody. */
async function openTelegram(apiRoot: string, env: NodeJS.ProcessEnv): Promise<Notifier | string> {
  const token = readSecret(env, tokenName);
  const chatId = readSecret(env, chatName);
  if (!token && !chatId) return `Telegram is off: ${tokenName} and ${chatName} are not in the environment.`;
  if (!token || !chatId) throw halfPair(token ? [tokenName, chatName] : [chatName, tokenName]);
  const { telegramNotifier } = await import('../../adapters/telegram/telegramNotifier.js');
  const post = await postFor('telegram', apiRoot, env);
  return namedByVariables(() => telegramNotifier({ apiRoot, token, chatId, post, nowMs: Date.now }));
}

async function openWebhook(url: string | null, env: NodeJS.ProcessEnv): Promise<Notifier | string | undefined> {
  const secret: Secret | undefined = readSecret(env, webhookSecretName);
  if (url === null) return secret ? `The webhook is off: \`notify.webhook.url\` is not set.` : undefined;
  if (!secret) return `The webhook is off: ${webhookSecretName} is not in the environment.`;
  const { webhookNotifier } = await import('../../adapters/webhook/webhookNotifier.js');
  return webhookNotifier({ url, secret, post: await postFor('webhook', url, env), nowMs: Date.now });
}

async function postFor(notifier: string, url: string, env: NodeJS.ProcessEnv): Promise<HttpPost> {
  const { httpPoster } = await import('../../adapters/http/httpPoster.js');
  return httpPoster({ notifier, proxyUrl: proxyFor(env, url) });
}

/** Says which variable it is about. */
function namedByVariables(make: () => Notifier): Notifier {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    const { place, expected = 'a value' } = error.details;
    throw badEnvironment(`a ${place === 'token' ? tokenName : chatName} that cannot be one`, expected);
  }
}

const halfPair = ([set, missing]: readonly [string, string]): BadInputError =>
  badEnvironment(`${set} without ${missing}`, 'both, or neither to tell nobody on Telegram');

const badEnvironment = (found: string, expected: string): BadInputError =>
  new BadInputError(`the environment has ${found}; expected ${expected}`, { place: 'environment', found, expected });
