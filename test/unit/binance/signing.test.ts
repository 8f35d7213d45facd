import { generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { authorizations } from '../../../src/adapters/binance/authorization.js';
import { signer } from '../../../src/adapters/binance/signing.js';
import { BadInputError } from '../../../src/domain/errors.js';

const secret = (text: string) => ({ reveal: () => text });
const pem = (key: { export: (options: { type: 'pkcs8'; format: 'pem' }) => string | Buffer }): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();

const ed25519 = generateKeyPairSync('ed25519');
const payload =
  'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943';
const hmacSecret = '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9';

describe('signer', () => {
  it('makes the HMAC that the venue documents', () => {
    expect(signer(secret(hmacSecret))(payload)).toBe(
      '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
    );
  });

  it.each([
    ['as it is', pem(ed25519.privateKey)],
    ['with its lines joined by \\n', pem(ed25519.privateKey).replaceAll('\n', '\\n')],
    ['with blanks around it', `  ${pem(ed25519.privateKey)}\n\n`],
  ])('signs with an Ed25519 key in PEM %s', (_, text) => {
    const signature = Buffer.from(signer(secret(text))(payload), 'base64');
    expect(verify(null, Buffer.from(payload), ed25519.publicKey, signature)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a damaged PEM', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----'],
    ['a rsa key', pem(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)],
    ['a ec key', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ])('refuses %s, without showing it', (found, text) => {
    const attempt = (): unknown => signer(secret(text));
    expect(attempt).toThrow(BadInputError);
    expect(attempt).toThrow(
      `the secret key is ${found}, expected an HMAC secret, or an unencrypted Ed25519 private key in PEM`,
    );
  });
});

describe('authorizations', () => {
  const credentials = { apiKey: secret('canary-api-key'), secretKey: secret(hmacSecret) };
  const options = { recvWindowMs: 5_000, now: () => 1_591_702_613_943.7 };

  it('signs the query with the time of the instant, the signature last', () => {
    const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC';
    expect(authorizations(credentials, options).signed.prove(query)).toEqual({
      headers: { 'x-mbx-apikey': 'canary-api-key' },
      query:
        'recvWindow=5000&timestamp=1591702613943&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
    });
  });

  it('signs a request without parameters', () => {
    const { query } = authorizations(credentials, options).signed.prove('');
    const [times, signature] = query.split('&signature=');
    expect(signature).toBe(signer(credentials.secretKey)(times!));
  });

  it('percent-encodes the signature of an Ed25519 key', () => {
    const secretKey = secret(pem(ed25519.privateKey));
    const { query } = authorizations({ ...credentials, secretKey }, options).signed.prove('a=1');
    expect(query).toMatch(/&signature=[\w%-]+$/);
    const signature = Buffer.from(decodeURIComponent(query.split('signature=')[1]!), 'base64');
    const signed = Buffer.from('a=1&recvWindow=5000&timestamp=1591702613943');
    expect(verify(null, signed, ed25519.publicKey, signature)).toBe(true);
  });

  it('proves by the key alone where no more is asked', () => {
    expect(authorizations(credentials, options).keyOnly.prove('a=1')).toEqual({
      headers: { 'x-mbx-apikey': 'canary-api-key' },
      query: '',
    });
  });

  it('masks the key in answers', () => {
    expect(authorizations(credentials, options).signed.mask('no canary-api-key, canary-api-key')).toBe('no ***, ***');
  });

  it.each(['', 'two words', 'new\nline', 'schlüssel'])('refuses %j as an API key, without showing it', (apiKey) => {
    const attempt = (): unknown => authorizations({ ...credentials, apiKey: secret(apiKey) }, options);
    expect(attempt).toThrow(BadInputError);
    if (apiKey !== '') expect(attempt).not.toThrow(apiKey);
  });

  it('shows no secret when it is printed', () => {
    const printed = inspect(authorizations(credentials, options), { depth: Infinity, showHidden: true });
    expect(printed).not.toContain('canary-api-key');
    expect(printed).not.toContain(hmacSecret);
  });
});
