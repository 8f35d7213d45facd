import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { BehaviorSubject, type Subscription } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceMarketData, type BinanceMarketData, type BinanceOptions } from '../../src/adapters/binance/index.js';
import { ExchangeUnreachableError, FeedClosedError, FeedRefusedError } from '../../src/domain/errors.js';
import { allPrices, type Topic } from '../../src/domain/feed.js';
import { isFrame, type SocketEvent } from '../../src/ports/marketData.js';
import { startConnectProxy } from '../unit/binance/support/connectProxy.js';
import { finalFrame, klineFrame, miniTicker } from '../unit/binance/support/frames.js';
import { startStreamServer, type StreamServer, type Upgrade } from '../unit/binance/support/streamServer.js';
import { withResolvers } from '../unit/binance/support/withResolvers.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startServer(upgrade?: Upgrade): Promise<StreamServer> {
  const server = await startStreamServer(upgrade);
  cleanups.push(server.close);
  return server;
}

function client(streamUrl: string, options: Partial<BinanceOptions> = {}): BinanceMarketData {
  const marketData = binanceMarketData({
    restUrl: 'http://127.0.0.1:9',
    streamUrl,
    marketNow: () => 0,
    clientMessagesPerSecond: 1_000,
    closeTimeoutMs: 50,
    ...options,
  });
  cleanups.push(marketData.close);
  return marketData;
}

/** A subscription to one connection, with what it says and how it ends. */
function connect(marketData: BinanceMarketData, wanted: ReadonlySet<Topic>, feed: 'klines' | 'prices' = 'klines') {
  const topics$ = new BehaviorSubject(wanted);
  const events: SocketEvent[] = [];
  const ended = withResolvers<{ error: unknown }>();
  const arrived = new Map<number, () => void>();
  const subscription: Subscription = marketData[feed].connect(topics$).subscribe({
    next: (event) => {
      events.push(event);
      arrived.get(events.length)?.();
    },
    error: (error: unknown) => ended.resolve({ error }),
    complete: () => ended.resolve({ error: 'completed' }),
  });
  cleanups.push(() => subscription.unsubscribe());
  const eventCount = (count: number): Promise<unknown> =>
    new Promise<void>((resolve) => {
      if (events.length >= count) resolve();
      else arrived.set(count, resolve);
    });
  return { topics$, events, subscription, eventCount, failure: ended.promise.then(({ error }) => error) };
}

const btc = new Set(['BTCUSDT/1m']);

describe('a connection', () => {
  it('goes to the market route without compression, says it is open, and subscribes', async () => {
    const server = await startServer();
    const { events, eventCount } = connect(client(server.url), btc);
    const { request, frame } = await server.connection();
    expect(request.url).toBe('/market/stream');
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    expect(await frame()).toEqual({ method: 'SUBSCRIBE', params: ['btcusdt@kline_1m'], id: 1 });
    await eventCount(1);
    expect(events).toEqual([{ kind: 'socketOpened' }]);
  });

  it('hands on forming klines too when they are wanted', async () => {
    const server = await startServer();
    const marketData = client(server.url, { formingKlinesPeriodMs: 20 });
    const { events, eventCount } = connect(marketData, btc);
    const { socket } = await server.connection();
    [klineFrame({ c: '101.50' }), finalFrame()].forEach((frame) => socket.send(frame));
    await eventCount(3);
    const read = events.filter(isFrame).map((frame) => marketData.klines.decode(frame));
    const klines = read.flatMap((event) => (event.kind === 'kline' ? [event.kline] : []));
    expect(new Map(klines.map(({ isClosed, close }) => [isClosed, close]))).toEqual(
      new Map([
        [true, 101],
        [false, 101.5],
      ]),
    );
  });

  it('emits the frames that come, for the decoder, and a sign of those it passes over', async () => {
    const server = await startServer();
    const marketData = client(server.url);
    const { events, eventCount } = connect(marketData, btc);
    const { socket } = await server.connection();
    const frames = [finalFrame(), klineFrame(), '{"result":null,"id":1}', 'garbage', Buffer.from([1, 2, 3])];
    frames.forEach((frame) => socket.send(frame));
    await eventCount(6);
    const read = events.map((event) => (isFrame(event) ? marketData.klines.decode(event) : event));
    expect(read.map(({ kind }) => kind)).toEqual([
      'socketOpened',
      'kline',
      'ignored',
      'ignored',
      'badFrame',
      'badFrame',
    ]);
    expect(read[2]).toEqual({ kind: 'ignored', frames: 1 });
    expect(read[5]).toEqual({
      kind: 'badFrame',
      reason: 'not JSON',
      sample: 'binary frame of 3 bytes',
    });
  });

  it('carries the prices of the whole market on one stream', async () => {
    const server = await startServer();
    const marketData = client(server.url);
    const { events, eventCount } = connect(marketData, new Set([allPrices]), 'prices');
    const { socket, frame } = await server.connection();
    expect(await frame()).toEqual({ method: 'SUBSCRIBE', params: ['!miniTicker@arr'], id: 1 });
    socket.send(JSON.stringify({ stream: '!miniTicker@arr', data: [miniTicker()] }));
    await eventCount(2);
    expect(marketData.prices.decode(events[1] as string)).toMatchObject({
      kind: 'prices',
      prices: [{ price: 83_860.2 }],
    });
  });

  it('follows the wanted set in chunks, with names outside ASCII', async () => {
    const server = await startServer();
    const { topics$ } = connect(
      client(server.url, { topicsPerSubscribe: 2 }),
      new Set(['A/1m', 'B/1m', '币安人生USDT/1m']),
    );
    const { frame } = await server.connection();
    expect(await frame()).toMatchObject({ params: ['a@kline_1m', 'b@kline_1m'] });
    expect(await frame()).toMatchObject({ params: ['币安人生usdt@kline_1m'], id: 2 });
    topics$.next(new Set(['B/1m', 'C/5m']));
    expect(await frame()).toEqual({ method: 'UNSUBSCRIBE', params: ['a@kline_1m', '币安人生usdt@kline_1m'], id: 3 });
    expect(await frame()).toEqual({ method: 'SUBSCRIBE', params: ['c@kline_5m'], id: 4 });
  });

  it('is opened by each subscription, and closed by unsubscribing', async () => {
    const server = await startServer();
    const { subscription, topics$, eventCount } = connect(client(server.url), btc);
    const { closed } = await server.connection();
    await eventCount(1);
    expect(topics$.observed).toBe(true);
    subscription.unsubscribe();
    expect(await closed).toBe(1005);
    expect(topics$.observed).toBe(false);
  });
});

describe('a connection ends with', () => {
  it.each([
    ['a normal close', 1000, '', /^kline connection closed by the exchange with code 1000$/],
    ['a reason', 1008, 'Too many requests', /with code 1008 \(Too many requests\)$/],
    ['a restart', 1012, '', /with code 1012$/],
    ["a code of the venue's own", 3001, 'illegal request', /code 3001 \(illegal request\)$/],
  ])('%s: FeedClosedError with its code', async (_, code, reason, message) => {
    const server = await startServer();
    const { failure } = connect(client(server.url), btc);
    const { socket } = await server.connection();
    socket.close(code, reason);
    const error = await failure;
    expect(error).toBeInstanceOf(FeedClosedError);
    expect(error).toMatchObject({
      message: expect.stringMatching(message) as string,
      details: { feed: 'kline', closeCode: code, ...(reason === '' ? {} : { reason }) },
      isRetryable: true,
    });
  });

  it('no close frame: FeedClosedError with code 1006', async () => {
    const server = await startServer();
    const { failure } = connect(client(server.url), btc);
    const { socket } = await server.connection();
    socket.terminate();
    expect(await failure).toMatchObject({ code: 'FEED_CLOSED', details: { closeCode: 1006 } });
  });

  it('bytes that are no WebSocket frame: FeedClosedError with the fault', async () => {
    const server = await startServer(handshakeThen((socket) => socket.write(Buffer.from([0xff, 0xff, 0xff]))));
    const { failure } = connect(client(server.url), btc);
    const error = await failure;
    expect(error).toBeInstanceOf(FeedClosedError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^kline connection broke: /) as string });
  });
});

describe('a handshake', () => {
  it.each([
    [403, true],
    [451, false],
    [404, false],
    [429, true],
    [503, true],
    [301, false],
  ])('answered with HTTP %d is a FeedRefusedError; retryable: %s', async (httpStatus, isRetryable) => {
    const server = await startServer((_, socket) => {
      socket.end(`HTTP/1.1 ${httpStatus} No\r\ncontent-length: 2\r\n\r\nno`);
    });
    const { failure, events } = connect(client(server.url), btc);
    const error = await failure;
    expect(error).toBeInstanceOf(FeedRefusedError);
    expect(error).toMatchObject({
      details: { feed: 'kline', httpStatus },
      isRetryable,
      message: `kline connection refused by ${server.url}/market/stream with HTTP ${httpStatus}`,
    });
    expect(events).toEqual([]);
  });

  it('that is never answered is an ExchangeUnreachableError, and lets go of the socket', async () => {
    const held = withResolvers<{ closed: Promise<unknown> }>();
    const server = await startServer((_, socket) => held.resolve({ closed: once(socket.resume(), 'end') }));
    const { failure } = connect(client(server.url, { handshakeTimeoutMs: 50 }), btc);
    const error = await failure;
    expect(error).toBeInstanceOf(ExchangeUnreachableError);
    expect(error).toMatchObject({ details: { reason: 'no handshake within 50 ms' } });
    await (
      await held.promise
    ).closed;
  });

  it('with a port that is closed is an ExchangeUnreachableError that says why', async () => {
    const server = await startStreamServer();
    await server.close();
    const { failure } = connect(client(server.url), btc);
    const error = await failure;
    expect(error).toBeInstanceOf(ExchangeUnreachableError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^no connection to ws:.*ECONNREFUSED/) as string });
  });

  it('that is cut is an ExchangeUnreachableError', async () => {
    const server = await startServer((_, socket) => socket.destroy());
    const { failure } = connect(client(server.url), btc);
    expect(await failure).toBeInstanceOf(ExchangeUnreachableError);
  });

  it('with something that does not speak WebSocket is an ExchangeUnreachableError', async () => {
    const server = await startServer((_, socket) => {
      socket.write('HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
    });
    const { failure } = connect(client(server.url), btc);
    expect(await failure).toMatchObject({
      code: 'EXCHANGE_UNREACHABLE',
      details: { reason: 'Invalid Sec-WebSocket-Accept header' },
    });
  });

  it('ends quietly when unsubscribed', async () => {
    const held = withResolvers<{ closed: Promise<unknown> }>();
    const server = await startServer((_, socket) => held.resolve({ closed: once(socket.resume(), 'end') }));
    const { subscription, events } = connect(client(server.url), btc);
    const { closed } = await held.promise;
    subscription.unsubscribe();
    await closed;
    expect(events).toEqual([]);
  });
});

describe('a peer that does not answer our close frame', () => {
  it('is cut off', async () => {
    const held = withResolvers<{ closed: Promise<unknown> }>();
    const deaf = handshakeThen((socket) => held.resolve({ closed: once(socket.resume(), 'end') }));
    const server = await startServer(deaf);
    const { subscription, eventCount } = connect(client(server.url), btc);
    await eventCount(1);
    subscription.unsubscribe();
    await (
      await held.promise
    ).closed;
  });
});

describe('through a proxy', () => {
  it('the connection travels in a tunnel', async () => {
    const proxy = await startConnectProxy();
    cleanups.push(proxy.close);
    const server = await startServer();
    const { eventCount } = connect(client(server.url, { streamProxyUrl: proxy.url }), btc);
    const { socket, frame } = await server.connection();
    expect(await frame()).toMatchObject({ method: 'SUBSCRIBE' });
    socket.send(finalFrame());
    await eventCount(2);
    expect(proxy.tunnels).toEqual([new URL(server.url).host]);
  });

  it('that refuses, the error names the proxy without its password', async () => {
    const proxy = await startConnectProxy(407);
    cleanups.push(proxy.close);
    const { failure } = connect(client('ws://127.0.0.1:9', { streamProxyUrl: proxy.url }), btc);
    expect(await failure).toMatchObject({
      code: 'FEED_REFUSED',
      message: `kline connection refused by the proxy ${new URL(proxy.url).host} with HTTP 407`,
    });
  });

  it('that never answers, unsubscribing lets go of its socket', async () => {
    const proxy = await startConnectProxy('hang');
    cleanups.push(proxy.close);
    const { failure } = connect(client('ws://127.0.0.1:9', { streamProxyUrl: proxy.url, handshakeTimeoutMs: 50 }), btc);
    expect(await failure).toMatchObject({
      code: 'EXCHANGE_UNREACHABLE',
      message: `no connection to ws://127.0.0.1:9/market/stream through the proxy ${new URL(proxy.url).host}: no handshake within 50 ms`,
    });
    await proxy.drained();
  });
});

/** Completes a handshake by hand, then leaves the bare socket to the test. */
function handshakeThen(play: (socket: Duplex) => void): Upgrade {
  return (request, socket) => {
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    play(socket);
  };
}
