import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { FaultSurface, FaultyConnection, Handshake } from '../faults/faultSurface.js';
import { Hook } from '../faults/hook.js';
import { requestUrl } from '../requestUrl.js';
import { Connection, maxStreamsPerConnection, type ConnectionCounters } from './connection.js';
import { socketTarget, type SocketTarget } from './socketTarget.js';
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
  /** Where faults step in. */
  readonly handshakes: FaultSurface['handshakes'] = new Hook();
  readonly opened: FaultSurface['opened'] = new Hook();
  readonly subscribes: FaultSurface['subscribes'] = new Hook();
  readonly #hub: StreamHub;
  readonly #wallNowMs: () => number;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    autoPong: false,
  });
  readonly #connections = new Set<Connection>();
  /** Handshakes that are never answered. */
  readonly #hanging = new Set<Duplex>();
  readonly #pingTimer: NodeJS.Timeout;
  #lastId = 0;

  constructor({ hub, wallNowMs }: SocketServerOptions) {
    this.#hub = hub;
    this.#wallNowMs = wallNowMs;
    this.#pingTimer = setInterval(() => this.#pingAll(), pingEveryMs);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  get connections(): readonly FaultyConnection[] {
    return [...this.#connections];
  }

  /** To be called for the `upgrade` event of the HTTP server. */
  accept(request: IncomingMessage, transport: Duplex, head: Buffer): void {
    transport.on('error', () => transport.destroy());
    const url = requestUrl(request.url);
    const target = socketTarget(url);
    const refusal =
      typeof target === 'number' ? target : this.#refusalOf(target, { path: url.pathname, route: target.route });
    if (refusal === 'hang') this.#hang(transport);
    else if (typeof target === 'number' || refusal !== undefined) refuse(transport, refusal ?? 404);
    else
      this.#server.handleUpgrade(request, transport, head, (socket) => {
        const { counters, subscribes } = this;
        const options = { socket, transport, hub: this.#hub, target, subscribes, counters, wallNowMs: this.#wallNowMs };
        const connection = new Connection({ id: (this.#lastId += 1), ...options });
        this.#connections.add(connection);
        socket.on('close', () => this.#connections.delete(connection));
        for (const greet of this.opened.handlers) greet(connection);
      });
  }

  /** Ends every connection at once. */
  stop(): void {
    clearInterval(this.#pingTimer);
    for (const connection of this.#connections) connection.cut();
    for (const transport of this.#hanging) transport.destroy();
    this.#server.close();
  }

  #refusalOf({ names }: SocketTarget, handshake: Handshake): number | 'hang' | undefined {
    for (const interfere of this.handshakes.handlers) {
      const verdict = interfere(handshake);
      if (verdict !== undefined) return verdict;
    }
    return names.length > maxStreamsPerConnection ? 400 : undefined;
  }

  #hang(transport: Duplex): void {
    this.#hanging.add(transport);
    transport.on('close', () => this.#hanging.delete(transport));
    // A client that gives up is heard only where somebody reads.
    transport.resume();
    transport.on('end', () => transport.destroy());
  }

  #pingAll(): void {
    const nowMs = this.#wallNowMs();
    for (const connection of this.#connections) {
      if (nowMs - connection.lastPongAtMs > maxPongSilenceMs) connection.cut();
      else connection.ping();
    }
  }
}

function refuse(transport: Duplex, status: number): void {
  transport.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
