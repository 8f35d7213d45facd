import { createPublicKey, type KeyObject } from 'node:crypto';
import { BadInputError } from '../../domain/errors.js';

/** The account of the simulated exchange. It has an HMAC secret, an Ed25519 key, or both. */
export interface AccountOptions {
  readonly apiKey: string;
  /** For HMAC-SHA256 signatures. */
  readonly apiSecret?: string;
  /** For Ed25519 signatures: the public key as PEM (SPKI). */
  readonly ed25519PublicKeyPem?: string;
  readonly balanceUsdt: number;
  /** Positions per side (LONG, SHORT) instead of one per symbol; default false. */
  readonly dualSidePosition?: boolean;
  /** How long a listenKey lives without a keep-alive, wall time; default 60 min. */
  readonly listenKeyValidityMs?: number;
  /** New orders in 10 s and in a minute of wall time; default 300 and 1,200, as on the venue. */
  readonly orderLimits?: { readonly per10s: number; readonly perMinute: number };
}

export interface Credentials {
  readonly apiKey: string;
  readonly hmacSecret: string | undefined;
  readonly ed25519Key: KeyObject | undefined;
}

const apiKeyForm = /^[\w-]{1,128}$/;

/** Whether it could be an API key at all. */
export const isApiKeyForm = (text: string): boolean => apiKeyForm.test(text);

/** Reads the options. Throws a `BadInputError`, which never holds a secret, for what cannot be used. */
export function readCredentials(options: AccountOptions): Credentials {
  const { apiKey, apiSecret, ed25519PublicKeyPem, balanceUsdt, listenKeyValidityMs } = options;
  if (!isApiKeyForm(apiKey)) throw badAccount('apiKey', 'something else', 'letters, digits, - and _');
  if (!apiSecret && !ed25519PublicKeyPem)
    throw badAccount('apiSecret', 'neither apiSecret nor ed25519PublicKeyPem', 'at least one of them');
  if (!(balanceUsdt >= 0 && Number.isFinite(balanceUsdt)))
    throw badAccount('balanceUsdt', `${balanceUsdt}`, 'an amount from 0');
  if (listenKeyValidityMs !== undefined && !(listenKeyValidityMs > 0))
    throw badAccount('listenKeyValidityMs', `${listenKeyValidityMs}`, 'milliseconds above 0');
  for (const [name, limit] of Object.entries(options.orderLimits ?? {})) {
    if (!(limit > 0)) throw badAccount(`orderLimits.${name}`, `${limit}`, 'a number above 0');
  }
  return {
    apiKey,
    hmacSecret: apiSecret,
    ed25519Key: ed25519PublicKeyPem === undefined ? undefined : readEd25519Key(ed25519PublicKeyPem),
  };
}

function readEd25519Key(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw badAccount('ed25519PublicKeyPem', 'a text that is no public key', 'an Ed25519 public key as PEM');
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw badAccount('ed25519PublicKeyPem', `a key of type ${key.asymmetricKeyType ?? '?'}`, 'an Ed25519 public key');
}

function badAccount(name: string, found: string, expected: string): BadInputError {
  const place = `account.${name}`;
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected });
}
