import { BadInputError } from '../../domain/errors.js';
import type { Authorization } from './httpClient.js';
import { maskOf } from './mask.js';
import { signer, type RevealableSecret } from './signing.js';

/** What proves that an account is ours. */
export interface Credentials {
  readonly apiKey: RevealableSecret;
  /** The secret of an HMAC key, or the private key (PEM) of an Ed25519 key; they are told apart by how they begin. */
  readonly secretKey: RevealableSecret;
}

export interface SigningOptions {
  /** How old a signed request may be when it arrives. */
  readonly recvWindowMs: number;
  /** The exchange's clock, estimated, never ahead of it. */
  readonly now: () => number;
}

/** The venue's two ways to prove who asks. */
export interface Authorizations {
  /** By the API key alone: what concerns the stream. */
  readonly keyOnly: Authorization;
  /** By a signature over everything that is sent: what concerns the account. */
  readonly signed: Authorization;
}

/** Throws a `BadInputError`, without the secrets, for credentials that cannot be used. */
export function authorizations(
  { apiKey, secretKey }: Credentials,
  { recvWindowMs, now }: SigningOptions,
): Authorizations {
  const sign = signer(secretKey);
  checkApiKey(apiKey.reveal());
  const headers = (): Record<string, string> => ({ 'x-mbx-apikey': apiKey.reveal() });
  const mask: Authorization['mask'] = (text) => maskOf(apiKey.reveal())(text);
  return {
    keyOnly: { prove: () => ({ headers: headers(), query: '' }), mask },
    signed: {
      prove: (query) => {
        const times = `recvWindow=${recvWindowMs}&timestamp=${Math.floor(now())}`;
        const payload = query === '' ? times : `${query}&${times}`;
        return { headers: headers(), query: `${times}&signature=${encodeURIComponent(sign(payload))}` };
      },
      mask,
    },
  };
}

// What no header can carry would be refused by the HTTP client in words of its own.
function checkApiKey(text: string): void {
  if (/^[\x21-\x7e]+$/.test(text)) return;
  const found = text === '' ? 'empty' : 'a text with blanks or letters that no key has';
  const expected = 'the key as the exchange shows it';
  throw new BadInputError(`the API key is ${found}, expected ${expected}`, { place: 'API key', found, expected });
}
