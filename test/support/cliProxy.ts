import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

/** How REST is answered: as the exchange behind it does, or badly. */
export type RestManner = 'well' | 'http500' | 'html' | 'truncated' | 'empty' | 'never' | 'badRow';

const unchanged = (body: string): string => body;

/** An exchange that behaves as it is told to: a proxy in front of a simulator. */
export class CliProxy {
  /** What befalls requests whose path begins with `badPath`. */
  rest: RestManner = 'well';
  badPath = '/';
  /** Streams are accepted, and nothing is passed on that the exchange says. */
  isSilent = false;
  readonly #upstreamPort: number;
  readonly #server = createServer((incoming, outgoing) => this.#answer(incoming, outgoing));
  readonly #sockets = new Set<Duplex>();
  readonly #streams = new Set<Socket>();
  #port = 0;

  constructor(upstreamPort: number) {
    this.#upstreamPort = upstreamPort;
    this.#server.on('connection', (socket) => this.#track(this.#sockets, socket));
    this.#server.on('upgrade', (incoming, client, head) => this.#upgrade(incoming, client, head));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get streamUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Nobody is at home: every connection breaks, new ones are refused. `listen` opens the same port again. */
  async leave(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Breaks every stream. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const manner = incoming.url?.startsWith(this.badPath) ? this.rest : 'well';
    const json = { 'content-type': 'application/json' };
    switch (manner) {
      case 'well':
        this.#forward(incoming, outgoing);
        break;
      case 'http500':
        outgoing.writeHead(500, json).end('{"code":-1000,"msg":"An unknown error occurred."}');
        break;
      case 'html':
        outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Just a moment</title></html>');
        break;
      case 'truncated':
        outgoing.writeHead(200, json).end('[[1769904000000,"1.0","1.1');
        break;
      case 'empty':
        outgoing.writeHead(200, json).end();
        break;
      case 'never':
        break;
      case 'badRow':
        this.#forward(incoming, outgoing, (list) => list.replace('[', '[{"symbol":"BROKENUSDT"},'));
        break;
    }
  }

  #forward({ method, url, headers }: IncomingMessage, outgoing: ServerResponse, change = unchanged): void {
    const upstream = request({ host: '127.0.0.1', port: this.#upstreamPort, method, path: url, headers }, (reply) => {
      void text(reply).then((body) => {
        const { 'content-length': _length, ...others } = reply.headers;
        outgoing.writeHead(reply.statusCode ?? 502, others).end(change(body));
      });
    });
    upstream.on('error', () => outgoing.destroy()).end();
  }

  #upgrade({ url, rawHeaders }: IncomingMessage, client: Duplex, head: Buffer): void {
    const upstream = connect(this.#upstreamPort, '127.0.0.1', () => {
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1] ?? ''}`] : []));
      upstream.write(`GET ${url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      client.pipe(upstream);
    });
    let isOpen = false;
    upstream.on('data', (bytes: Buffer) => {
      if (!this.isSilent || !isOpen) client.write(bytes);
      isOpen = true;
    });
    this.#track(this.#streams, upstream);
    upstream.on('error', () => undefined).on('close', () => client.destroy());
    client.on('error', () => undefined).on('close', () => upstream.destroy());
  }

  #track<S extends Duplex>(into: Set<S>, socket: S): void {
    into.add(socket);
    socket.once('close', () => into.delete(socket));
  }
}
