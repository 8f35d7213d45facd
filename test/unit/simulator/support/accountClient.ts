import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { AccountOptions, Simulator } from '../../../../src/simulator/index.js';

const ed25519 = generateKeyPairSync('ed25519');
const apiSecret = 'canary-secret';

/** An account with both kinds of keys. */
export const accountOptions: AccountOptions = {
  apiKey: 'TestKey123',
  apiSecret,
  ed25519PublicKeyPem: ed25519.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  balanceUsdt: 5_000,
};

export const hmacSign = (payload: string, secret = apiSecret): string =>
  createHmac('sha256', secret).update(payload).digest('hex');
export const ed25519Sign = (payload: string): string =>
  encodeURIComponent(sign(null, Buffer.from(payload), ed25519.privateKey).toString('base64'));

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface CallOptions {
  readonly apiKey?: string | undefined;
  readonly method?: string;
  readonly body?: string;
}

export async function call(simulator: Simulator, path: string, options: CallOptions = {}): Promise<Answer> {
  const { apiKey, method = 'GET', body } = options;
  const response = await fetch(simulator.url + path, {
    method,
    headers: {
      ...(apiKey !== undefined && { 'X-MBX-APIKEY': apiKey }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, body: await response.json() };
}

/** A signed query. */
export function ask(
  simulator: Simulator,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const query = new URLSearchParams({ ...parameters, timestamp: String(simulator.clock.nowMs()) }).toString();
  return call(simulator, `${path}?${query}&signature=${hmacSign(query)}`, { apiKey: accountOptions.apiKey });
}

/** `POST`, `PUT` or `DELETE` of the listenKey. */
export async function listenKey(
  simulator: Simulator,
  method: 'POST' | 'PUT' | 'DELETE',
): Promise<Answer & { readonly key: string }> {
  const answer = await call(simulator, '/fapi/v1/listenKey', { apiKey: accountOptions.apiKey, method });
  return { ...answer, key: (answer.body as { listenKey?: string }).listenKey ?? '' };
}
