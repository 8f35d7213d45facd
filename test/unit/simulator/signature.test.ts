import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../../src/simulator/account/accountOptions.js';
import { hmacSignature, isSignedBy, signedPayload } from '../../../src/simulator/account/signature.js';

const secret = '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9';
const payload =
  'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943';
const signature = '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9';

describe('signatures', () => {
  it("the venue's own vector", () => {
    expect(hmacSignature(secret, payload)).toBe(signature);
    const credentials = readCredentials({ apiKey: 'key', apiSecret: secret, balanceUsdt: 0 });
    expect(isSignedBy(credentials, payload, signature)).toBe(true);
    expect(isSignedBy(credentials, payload, signature.toUpperCase())).toBe(true);
    expect(isSignedBy(credentials, `${payload}0`, signature)).toBe(false);
    expect(isSignedBy(credentials, payload, '')).toBe(false);
  });

  it('an Ed25519 vector of RFC 8032', () => {
    const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'hex')]);
    const ed25519PublicKeyPem = `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`;
    const credentials = readCredentials({ apiKey: 'key', ed25519PublicKeyPem, balanceUsdt: 0 });
    const ofNothing =
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';
    const base64 = Buffer.from(ofNothing, 'hex').toString('base64');
    expect(isSignedBy(credentials, '', base64)).toBe(true);
    expect(isSignedBy(credentials, 'x', base64)).toBe(false);
  });

  it.each([
    [`${payload}&signature=abc`, '', payload],
    ['a=1&signature=abc', 'b=2', 'a=1b=2'],
    ['a=1', 'b=2&signature=abc', 'a=1b=2'],
    ['', 'b=%E5%B8%81&signature=abc', 'b=%E5%B8%81'],
  ])('signs what was sent, byte for byte: %s + %s', (query, body, expected) => {
    expect(signedPayload(query, body)).toBe(expected);
  });
});
