import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { Credentials } from './accountOptions.js';

/** Hex HMAC-SHA256 of what was sent. */
export const hmacSignature = (secret: string, payload: string): string =>
  createHmac('sha256', secret).update(payload).digest('hex');

/** Whether the signature is the account's, under either kind of key it has. HMAC is hex in either case, Ed25519 base64. */
export function isSignedBy({ hmacSecret, ed25519Key }: Credentials, payload: string, signature: string): boolean {
  if (hmacSecret !== undefined && isSame(hmacSignature(hmacSecret, payload), signature.toLowerCase())) return true;
  return ed25519Key !== undefined && verify(null, Buffer.from(payload), ed25519Key, Buffer.from(signature, 'base64'));
}

function isSame(a: string, b: string): boolean {
  const [bytesA, bytesB] = [Buffer.from(a), Buffer.from(b)];
  return bytesA.length === bytesB.length && timingSafeEqual(bytesA, bytesB);
}

/**
 * The text that is signed: query and body exactly as they were sent, one after the other, without the signature itself.
 */
export function signedPayload(rawQuery: string, body: string): string {
  const withoutSignature = (text: string): string =>
    text
      .split('&')
      .filter((pair) => !pair.startsWith('signature='))
      .join('&');
  return withoutSignature(rawQuery) + withoutSignature(body);
}
