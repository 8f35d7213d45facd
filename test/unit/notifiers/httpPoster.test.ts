import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { httpPoster } from '../../../src/adapters/http/httpPoster.js';
import { startConnectProxy } from '../binance/support/connectProxy.js';
import { json, raw, startRestServer, type Handler } from '../binance/support/restServer.js';
import { valueOf } from '../binance/support/valueOf.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serverThat(...handlers: readonly Handler[]) {
  const server = await startRestServer(...handlers);
  cleanups.push(server.close);
  return server;
}

async function proxyThat(answer: 'tunnel' | 'hang' | number) {
  const proxy = await startConnectProxy(answer);
  cleanups.push(proxy.close);
  return proxy;
}

const requestTo = (url: string) => ({ url, headers: { 'content-type': 'text/plain' }, body: '币安人生' });

const failureOf = (url: string, proxyUrl?: string): Promise<unknown> =>
  valueOf(httpPoster({ notifier: 'it', proxyUrl })(requestTo(url))).then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('httpPoster', () => {
  it('posts once for each subscriber and emits the answer, whatever its status', async () => {
    const server = await serverThat(raw('gone', 410, { 'retry-after': '7' }), json({ ok: true }));
    const reply$ = httpPoster({ notifier: 'it' })(requestTo(`${server.url}/path?key=1`));
    expect(server.requests).toEqual([]);
    expect(await valueOf(reply$)).toEqual({ httpStatus: 410, retryAfter: '7', body: 'gone' });
    expect(await valueOf(reply$)).toEqual({ httpStatus: 200, retryAfter: undefined, body: '{"ok":true}' });
    expect(server.requests).toEqual(['POST /path?key=1', 'POST /path?key=1']);
  });

  it('goes through a proxy, to plain addresses too', async () => {
    const [server, proxy] = [await serverThat(raw('here')), await proxyThat('tunnel')];
    const post = httpPoster({ notifier: 'it', proxyUrl: proxy.url });
    expect(await valueOf(post(requestTo(server.url)))).toMatchObject({ body: 'here' });
    expect(proxy.tunnels).toEqual([new URL(server.url).host]);
    await proxy.drained();
  });

  it('a proxy that hangs is let go with its subscriber', async () => {
    const proxy = await proxyThat('hang');
    const server = await serverThat();
    const post = httpPoster({ notifier: 'it', proxyUrl: proxy.url });
    const subscription = post(requestTo(server.url)).subscribe();
    await expect.poll(() => proxy.tunnels.length).toBe(1);
    subscription.unsubscribe();
    await proxy.drained();
  });

  it.each<readonly [string, Handler]>([
    ['is cut', ({ socket }) => void socket.destroy()],
    ['is no HTTP', ({ socket }) => void socket.end('nonsense\r\n\r\n')],
    ['is more than anybody would send', raw('x'.repeat(1_100_000))],
  ])('an answer that %s is an error without the path, which may hold a key', async (_, handler) => {
    const server = await serverThat(handler);
    const error = await failureOf(`${server.url}/CANARY`);
    expect(error).toMatchObject({ code: 'NOTIFIER_UNREACHABLE', isRetryable: true, details: { notifier: 'it' } });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('CANARY');
  });

  it('a proxy that refuses is an error without its password', async () => {
    const [server, proxy] = [await serverThat(), await proxyThat(407)];
    const error = await failureOf(server.url, proxy.url);
    expect(error).toMatchObject({ code: 'NOTIFIER_UNREACHABLE' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('hunter2');
  });
});
