import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** The next frame the client sends, parsed. */
  readonly frame: () => Promise<unknown>;
  /** The close code, once the client is gone. */
  readonly closed: Promise<number>;
}

export interface StreamServer {
  readonly url: string;
  /** The next client that connects. */
  readonly connection: () => Promise<Connection>;
  readonly close: () => Promise<void>;
}

/** What happens to the next handshake: WebSocket by default, or whatever the function does with the bare socket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex) => void;

/** An exchange's stream port on loopback. */
export async function startStreamServer(upgrade?: Upgrade): Promise<StreamServer> {
  const server = createServer();
  const webSockets = new WebSocketServer({ noServer: true });
  const sockets = new Set<Duplex>();
  const queue = new Queue<Connection>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (upgrade) upgrade(request, socket);
    else webSockets.handleUpgrade(request, socket, head, (ws) => queue.push(connectionOf(ws, request)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connection: () => queue.next(),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function connectionOf(socket: WebSocket, request: IncomingMessage): Connection {
  const frames = new Queue<unknown>();
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as unknown));
  return {
    socket,
    request,
    frame: () => frames.next(),
    closed: once(socket, 'close').then(([code]) => code as number),
  };
}

/** Values that come before they are asked for, and the other way round. */
class Queue<T> {
  readonly #values: T[] = [];
  readonly #takers: ((value: T) => void)[] = [];

  push(value: T): void {
    const taker = this.#takers.shift();
    if (taker) taker(value);
    else this.#values.push(value);
  }

  next(): Promise<T> {
    return new Promise((resolve) => {
      const [value] = this.#values.splice(0, 1);
      if (value === undefined) this.#takers.push(resolve);
      else resolve(value);
    });
  }
}
