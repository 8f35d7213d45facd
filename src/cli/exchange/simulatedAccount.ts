import { createPublicKey } from 'node:crypto';
import { readSecret } from '../../config/secret.js';
import { BadInputError } from '../../domain/errors.js';
import type { AccountOptions } from '../../simulator/index.js';

/**
 * An account at a local exchange, for the keys in the environment: a secret for HMAC, or a private Ed25519 key in PEM.
 * Throws a `BadInputError`, without the keys, when there are none or they cannot be used.
 */
export function simulatedAccount(balanceUsdt: number, env: NodeJS.ProcessEnv): AccountOptions {
  const apiKey = readSecret(env, 'BINANCE_API_KEY')?.reveal();
  const secret = readSecret(env, 'BINANCE_API_SECRET')?.reveal();
  if (apiKey === undefined || secret === undefined) throw badKeys('no BINANCE_API_KEY and BINANCE_API_SECRET');
  if (!secret.startsWith('-----BEGIN')) return { apiKey, apiSecret: secret, balanceUsdt };
  try {
    const ed25519PublicKeyPem = createPublicKey(secret).export({ type: 'spki', format: 'pem' }).toString();
    return { apiKey, ed25519PublicKeyPem, balanceUsdt };
  } catch {
    throw badKeys('BINANCE_API_SECRET that is no private key');
  }
}

function badKeys(found: string): BadInputError {
  const expected = 'any two words, which are the keys of the account here, such as demo and demo';
  return new BadInputError(`the environment has ${found}; expected ${expected}`, {
    place: 'environment',
    found,
    expected,
  });
}
