import { createHmac, createPrivateKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { BadInputError } from '../../domain/errors.js';

/** Text that is shown to nobody, and asked for only where it is used. */
export interface RevealableSecret {
  readonly reveal: () => string;
}

/** Signs the query of a request. */
export type Sign = (payload: string) => string;

/**
 * The signature that belongs to a secret: HMAC-SHA256 in hex, or, for a private key in PEM, Ed25519 in base64. The key
 * is held by the runtime's crypto, which shows it to nobody.
 * Throws a `BadInputError`, without the secret, for one that is empty or a PEM of anything else.
 */
export function signer(secretKey: RevealableSecret): Sign {
  const text = secretKey.reveal().trim();
  if (text === '') throw wrongSecret('nothing');
  if (!text.startsWith('-----BEGIN')) {
    const key = createSecretKey(text, 'utf8');
    return (payload) => createHmac('sha256', key).update(payload).digest('hex');
  }
  const key = readPrivateKey(text);
  if (key?.asymmetricKeyType !== 'ed25519') throw wrongSecret(key ? `a ${key.asymmetricKeyType} key` : 'a damaged PEM');
  return (payload) => sign(null, Buffer.from(payload), key).toString('base64');
}

// Environment files often hold the lines of a PEM joined by a written-out \n.
function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    return undefined;
  }
}

function wrongSecret(found: string): BadInputError {
  const expected = 'an HMAC secret, or an unencrypted Ed25519 private key in PEM';
  return new BadInputError(`the secret key is ${found}, expected ${expected}`, {
    place: 'secret key',
    found,
    expected,
  });
}
