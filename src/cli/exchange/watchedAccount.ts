import type { BinanceExchange, Credentials } from '../../adapters/binance/index.js';
import { readSecret } from '../../config/secret.js';
import { BadInputError } from '../../domain/errors.js';
import type { AccountData } from '../../ports/accountData.js';
import type { OrderGateway } from '../../ports/orderGateway.js';

const apiKeyName = 'BINANCE_API_KEY';
const secretKeyName = 'BINANCE_API_SECRET';

/** The account that is watched, if any, and what to say about it when a run begins. */
export interface WatchedAccount {
  readonly accountData: AccountData | undefined;
  /** Where its orders go, when it is traded with. */
  readonly orderGateway?: OrderGateway | undefined;
  /** One sentence, or nothing worth one. */
  readonly notice: string | undefined;
}

/**
 * The account whose keys are in the environment, and where its orders go if it `isTraded`. Throws a `BadInputError`,
 * without the keys, for keys that cannot be used.
 */
export function watchedAccount(
  exchange: Pick<BinanceExchange, 'accountData' | 'orderGateway'>,
  env: NodeJS.ProcessEnv,
  isTraded: boolean,
): WatchedAccount {
  const keys = keysOf(env);
  if (!keys) return { accountData: undefined, notice: 'No keys in the environment: no account is watched.' };
  const accountData = accountDataOf(exchange, keys);
  if (isTraded) return { accountData, orderGateway: exchange.orderGateway(keys), notice: undefined };
  return { accountData, notice: `The account of ${apiKeyName} is watched; nothing is traded there.` };
}

/** The embedded exchange has no account, and keys are not shown to what does not need them. */
export function noAccount(env: NodeJS.ProcessEnv): WatchedAccount {
  const hasKeys = [apiKeyName, secretKeyName].some((name) => readSecret(env, name) !== undefined);
  const notice = 'The keys in the environment are not used: the embedded exchange has no account.';
  return { accountData: undefined, notice: hasKeys ? notice : undefined };
}

function keysOf(env: NodeJS.ProcessEnv): Credentials | undefined {
  const apiKey = readSecret(env, apiKeyName);
  const secretKey = readSecret(env, secretKeyName);
  if (apiKey && secretKey) return { apiKey, secretKey };
  if (!apiKey && !secretKey) return undefined;
  const [set, missing] = apiKey ? [apiKeyName, secretKeyName] : [secretKeyName, apiKeyName];
  throw badKeys(`${set} without ${missing}`, 'both, or neither to watch no account');
}

function accountDataOf(exchange: Pick<BinanceExchange, 'accountData'>, keys: Credentials): AccountData {
  try {
    return exchange.accountData(keys);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    const name = error.details.place === 'API key' ? apiKeyName : secretKeyName;
    throw badKeys(`${name} that is ${error.details.found ?? 'bad'}`, error.details.expected ?? 'a key');
  }
}

function badKeys(found: string, expected: string): BadInputError {
  return new BadInputError(`the environment has ${found}; expected ${expected}`, {
    place: 'environment',
    found,
    expected,
  });
}
