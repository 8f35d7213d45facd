import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../src/adapters/binance/proxy.js';
import { BadInputError } from '../../../src/domain/errors.js';

const proxy = 'http://proxy.example:3128/';
const secure = 'wss://stream.example/market';

describe('proxyFor', () => {
  it.each([
    ['HTTPS_PROXY, https', { HTTPS_PROXY: proxy }, 'https://api.example', proxy],
    ['HTTPS_PROXY, wss', { HTTPS_PROXY: proxy }, secure, proxy],
    ['HTTPS_PROXY, ws', { HTTPS_PROXY: proxy }, 'ws://stream.example', undefined],
    ['HTTP_PROXY, ws', { HTTP_PROXY: proxy }, 'ws://stream.example', proxy],
    ['HTTP_PROXY, wss', { HTTP_PROXY: proxy }, secure, undefined],
    ['lower case', { https_proxy: proxy, HTTPS_PROXY: 'http://other.example' }, secure, proxy],
    ['ALL_PROXY', { ALL_PROXY: proxy }, secure, proxy],
    ['the narrower variable', { ALL_PROXY: 'http://other.example', HTTPS_PROXY: proxy }, secure, proxy],
    ['no scheme', { HTTPS_PROXY: 'proxy.example:3128' }, secure, proxy],
    ['a user', { HTTPS_PROXY: 'http://u:p@proxy.example' }, secure, 'http://u:p@proxy.example/'],
    ['nothing', {}, secure, undefined],
    ['an empty variable', { HTTPS_PROXY: ' ' }, secure, undefined],
  ])('reads %s', (_, env, url, expected) => {
    expect(proxyFor(env, url)).toBe(expected);
  });

  it.each(['127.0.0.1:8080', '127.1.2.3', 'localhost:1', '[::1]:9', 'exchange.localhost'])(
    'never proxies loopback: %s',
    (host) => {
      expect(proxyFor({ HTTP_PROXY: proxy, ALL_PROXY: proxy }, `ws://${host}`)).toBeUndefined();
    },
  );

  it.each([
    ['*', true],
    ['stream.example', true],
    ['STREAM.example', true],
    ['.example', true],
    ['*.example', true],
    ['example', true],
    ['other.example, stream.example', true],
    ['other.example stream.example:443', true],
    ['stream.example:8443', false],
    ['am.example', false],
    ['stream.example.org', false],
    ['', false],
  ])('NO_PROXY=%s excepts the host: %s', (exceptions, isExcepted) => {
    const found = proxyFor({ HTTPS_PROXY: proxy, NO_PROXY: exceptions }, secure);
    expect(found).toBe(isExcepted ? undefined : proxy);
  });

  it('matches an IPv6 exception, with and without a port', () => {
    const url = 'https://[2001:db8::1]:444/x';
    expect(proxyFor({ HTTPS_PROXY: proxy, NO_PROXY: '2001:db8::1' }, url)).toBeUndefined();
    expect(proxyFor({ HTTPS_PROXY: proxy, NO_PROXY: '[2001:db8::1]:444' }, url)).toBeUndefined();
    expect(proxyFor({ HTTPS_PROXY: proxy, NO_PROXY: '[2001:db8::1]:443' }, url)).toBe(proxy);
  });

  it.each(['socks5://user:hunter2@proxy.example', 'http://', 'http://user:hunter2@:9:9'])(
    'refuses %s in one sentence without the password',
    (value) => {
      expect(() => proxyFor({ HTTPS_PROXY: value }, secure)).toThrow(BadInputError);
      expect(() => proxyFor({ HTTPS_PROXY: value }, secure)).toThrow(/^HTTPS_PROXY names (?!.*hunter2).*, expected /);
    },
  );
});
