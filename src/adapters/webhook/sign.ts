import { createHmac } from 'node:crypto';

/** HMAC-SHA256 of `TIMESTAMP.BODY` as a header's value: `v1=` and 64 hexadecimal digits. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')}`;
