import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { NEVER } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceExchange, type BinanceOptions } from '../../src/adapters/binance/index.js';
import type { AccountData } from '../../src/ports/accountData.js';
import { canary, credentials, startAccountServer, type AccountServer } from '../unit/binance/support/accountServer.js';
import { startConnectProxy } from '../unit/binance/support/connectProxy.js';
import { json, raw, type Handler } from '../unit/binance/support/restServer.js';
import type { Upgrade } from '../unit/binance/support/streamServer.js';
import { valueOf } from '../unit/binance/support/valueOf.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Setting {
  readonly options?: Partial<BinanceOptions>;
  readonly upgrade?: Upgrade;
}

async function setUp({ options = {}, upgrade }: Setting = {}): Promise<{
  server: AccountServer;
  account: AccountData;
}> {
  const server = await startAccountServer(upgrade);
  cleanups.push(server.close);
  const exchange = binanceExchange({
    restUrl: server.rest.url,
    streamUrl: server.streams.url,
    marketNow: Date.now,
    maxRetries: 0,
    closeTimeoutMs: 50,
    accountSettleMs: 0,
    ...options,
  });
  cleanups.push(exchange.close);
  return { server, account: exchange.accountData(credentials) };
}

/** Everything that a log, a report or a debugger could print of an error. */
function everythingOf(error: unknown): string {
  expect(error).toBeInstanceOf(Error);
  const { message, stack, cause } = error as Error;
  const printed = inspect(error, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  return [printed, JSON.stringify(error), message, stack, JSON.stringify(cause), String(cause)].join('\n');
}

const secrets = [canary.apiKey, canary.secretKey, 'canaryListenKey', 'signature'];

function expectNoSecret(error: unknown): void {
  const text = everythingOf(error);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

const fetchFailure = (account: AccountData): Promise<unknown> =>
  valueOf(account.fetchAccount()).then(
    () => 'no failure',
    (error: unknown) => error,
  );

const connectFailure = ({ events }: AccountData): Promise<unknown> =>
  new Promise((resolve) => {
    const subscription = events.connect(NEVER).subscribe({ error: resolve });
    cleanups.push(() => subscription.unsubscribe());
  });

/** A peer, or something in between, that writes back all it was sent. */
const echo =
  (status: number, wrap: (text: string) => string): Handler =>
  (request, response) =>
    raw(wrap(`${request.url ?? ''} ${JSON.stringify(request.headers)}`), status)(request, response);

const fetchFaults: readonly (readonly [string, string, Handler])[] = [
  ['EXCHANGE_REPLY', 'an HTML page that echoes the request', echo(502, (text) => `<title>${text}</title>`)],
  ['EXCHANGE_REPLY', 'a text that echoes the request', echo(200, (text) => text.slice(text.indexOf('{') + 1))],
  [
    'EXCHANGE_REPLY',
    'JSON of another shape that echoes the request',
    echo(200, (text) => JSON.stringify({ assets: text })),
  ],
  ['EXCHANGE_REPLY', 'nothing', raw('', 500)],
  ['EXCHANGE_REJECTED', 'an error that echoes the request', echo(400, (msg) => JSON.stringify({ code: -2014, msg }))],
  ['RATE_LIMITED', 'too many requests, with an echo', echo(429, (msg) => JSON.stringify({ code: -1003, msg }))],
  ['EXCHANGE_UNREACHABLE', 'a connection that is cut', ({ socket }) => socket.destroy()],
  ['EXCHANGE_UNREACHABLE', 'no answer in time', () => undefined],
  [
    'EXCHANGE_UNREACHABLE',
    'what is not HTTP',
    ({ socket }) => {
      socket.end('not HTTP\r\n\r\n');
    },
  ],
];

describe('no secret is in the error when the account is answered with', () => {
  it.each(fetchFaults)('%s: %s', async (code, _, handler) => {
    const { server, account } = await setUp({ options: { requestTimeoutMs: 200 } });
    server.overrides.set('/fapi/v3/account', handler);
    const error = await fetchFailure(account);
    // The signature that was refused is no secret, but nobody needs to read it either; an echo is the peer's own word.
    expect(error).toMatchObject({ code });
    const text = everythingOf(error);
    expect([canary.apiKey, canary.secretKey].filter((secret) => text.includes(secret))).toEqual([]);
    expect((error as { details: { url: string } }).details.url).toBe(`${server.rest.url}/fapi/v3/account`);
  });
});

const keyFaults: readonly (readonly [string, string, Handler])[] = [
  ['EXCHANGE_REPLY', 'JSON that breaks off', raw('{"listenKey":"canaryListenKey1')],
  ['EXCHANGE_REPLY', 'JSON of another shape', json({ listenKey: ['canaryListenKey1'] })],
  ['EXCHANGE_REPLY', 'another name', json({ canaryListenKey1: 'canaryListenKey1' })],
  ['EXCHANGE_REPLY', 'the key in plain text', raw('canaryListenKey1')],
  ['EXCHANGE_REPLY', 'an error page', raw('<title>canaryListenKey1</title>', 502)],
];

describe('no secret is in the error when a listen key is asked for and there comes', () => {
  it.each(keyFaults)('%s: %s', async (code, _, handler) => {
    const { server, account } = await setUp();
    server.overrides.set('/fapi/v1/listenKey', handler);
    const error = await connectFailure(account);
    expect(error).toMatchObject({ code });
    expectNoSecret(error);
  });
});

const accept: Upgrade = (_, socket) =>
  socket.write('HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
const streamFaults: readonly (readonly [string, string, Upgrade])[] = [
  [
    'FEED_REFUSED',
    'is refused with an echo',
    ({ url = '' }, socket) =>
      socket.end(`HTTP/1.1 403 ${url}\r\nlocation: ${url}\r\ncontent-length: ${url.length}\r\n\r\n${url}`),
  ],
  ['EXCHANGE_UNREACHABLE', 'is never answered', (_, socket) => socket.resume()],
  ['EXCHANGE_UNREACHABLE', 'is cut', (_, socket: Duplex) => socket.destroy()],
  ['EXCHANGE_UNREACHABLE', 'is answered with something else', accept],
];

describe('no secret is in the error when a connection', () => {
  it.each(streamFaults)('%s: %s', async (code, _, upgrade) => {
    const { account } = await setUp({ upgrade, options: { handshakeTimeoutMs: 200 } });
    const error = await connectFailure(account);
    expect(error).toMatchObject({ code });
    expectNoSecret(error);
  });

  it('is closed with a reason that names the key', async () => {
    const { server, account } = await setUp();
    const failure = connectFailure(account);
    const { socket } = await server.streams.connection();
    socket.close(1008, `unknown key ${server.listenKey()}`);
    expect(await failure).toMatchObject({
      code: 'FEED_CLOSED',
      details: { closeCode: 1008, reason: 'unknown key ***' },
    });
    expectNoSecret(await failure);
  });

  it('is ended because its key has expired', async () => {
    const { server, account } = await setUp();
    const failure = connectFailure(account);
    const { socket } = await server.streams.connection();
    socket.send(JSON.stringify({ e: 'listenKeyExpired', E: 1, listenKey: server.listenKey() }));
    expect(await failure).toMatchObject({ code: 'FEED_CLOSED' });
    expectNoSecret(await failure);
  });

  it('is ended because its key is not known', async () => {
    const { server, account } = await setUp({ options: { listenKeyRenewalMs: 5 } });
    const failure = connectFailure(account);
    await server.streams.connection();
    server.forgetListenKey();
    expect(await failure).toMatchObject({ code: 'FEED_CLOSED' });
    expectNoSecret(await failure);
  });

  it('meets a proxy that refuses', async () => {
    const proxy = await startConnectProxy(407);
    cleanups.push(proxy.close);
    const { account } = await setUp({ options: { streamProxyUrl: proxy.url, restProxyUrl: proxy.url } });
    for (const error of [await connectFailure(account), await fetchFailure(account)]) {
      expect(error).toMatchObject({ code: 'EXCHANGE_UNREACHABLE' });
      expectNoSecret(error);
      expect(everythingOf(error)).not.toContain('hunter2');
    }
  });

  it('meets a closed port', async () => {
    const { server, account } = await setUp();
    await server.streams.close();
    const error = await connectFailure(account);
    expect(error).toMatchObject({ code: 'EXCHANGE_UNREACHABLE' });
    expectNoSecret(error);
  });
});
