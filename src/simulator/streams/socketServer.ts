import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { requestUrl } from '../requestUrl.js';
import { Connection, maxStreamsPerConnection, type ConnectionCounters } from './connection.js';
import { socketTarget } from './socketTarget.js';
import type { StreamHub } from './streamHub.js';

const pingEveryMs = 180_000;
const maxPongSilenceMs = 600_000;
const maxPayloadBytes = 2 ** 20;

export interface SocketServerOptions {
  readonly hub: StreamHub;
  readonly wallNowMs: () => number;
}

/** Accepts WebSocket handshakes on the venue's paths, pings clients every three minutes, and lets go of the silent. */
export class SocketServer {
  readonly counters: ConnectionCounters = { framesSent: 0, bytesSent: 0, messagesReceived: 0 };
  readonly #hub: StreamHub;
  readonly #wallNowMs: () => number;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxPayloadBytes });
  readonly #connections = new Set<Connection>();
  readonly #pingTimer: NodeJS.Timeout;

  constructor({ hub, wallNowMs }: SocketServerOptions) {
    this.#hub = hub;
    this.#wallNowMs = wallNowMs;
    this.#pingTimer = setInterval(() => this.#pingAll(), pingEveryMs);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** To be called for the `upgrade` event of the HTTP server. */
  accept(request: IncomingMessage, transport: Duplex, head: Buffer): void {
    const target = socketTarget(requestUrl(request.url));
    if (typeof target === 'number') {
      refuse(transport, target);
      return;
    }
    if (target.names.length > maxStreamsPerConnection) {
      refuse(transport, 400);
      return;
    }
    transport.on('error', () => transport.destroy());
    this.#server.handleUpgrade(request, transport, head, (socket) => {
      const { counters } = this;
      const options = { socket, transport, hub: this.#hub, ...target, counters, wallNowMs: this.#wallNowMs };
      const connection = new Connection(options);
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
    });
  }

  /** Ends every connection at once. */
  stop(): void {
    clearInterval(this.#pingTimer);
    for (const connection of this.#connections) connection.terminate();
    this.#server.close();
  }

  #pingAll(): void {
    const nowMs = this.#wallNowMs();
    for (const connection of this.#connections) {
      if (nowMs - connection.lastPongAtMs > maxPongSilenceMs) connection.terminate();
      else connection.ping();
    }
  }
}

function refuse(transport: Duplex, status: number): void {
  transport.on('error', () => transport.destroy());
  transport.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
