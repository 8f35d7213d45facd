import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FaultSurface, FaultyConnection, Handshake } from '../faults/faultSurface.js';
import { Hook } from '../faults/hook.js';
import { streamTraits } from '../faults/streamTraits.js';
import { requestUrl } from '../requestUrl.js';
import { Connection, maxStreamsPerConnection, type ConnectionCounters } from './connection.js';
import { ConnectionLog, type ConnectionRecord } from './connectionLog.js';
import type { ConnectionRules } from './connectionRules.js';
import type { SocketTarget } from './socketTarget.js';
import type { StreamHub } from './streamHub.js';

const maxPayloadBytes = 2 ** 20;

export interface SocketServerOptions {
  readonly hub: StreamHub;
  readonly wallNowMs: () => number;
  readonly rules: ConnectionRules;
}

/** Accepts WebSocket handshakes on the venue's paths, pings clients every so often, and lets go of the silent. */
export class SocketServer {
  readonly counters: ConnectionCounters = { framesSent: 0, bytesSent: 0, messagesReceived: 0 };
  readonly log = new ConnectionLog();
  /** Handshakes by what became of them. */
  readonly handshakeCounts = { accepted: 0, refused: 0, hung: 0 };
  /** Where faults step in. */
  readonly handshakes: FaultSurface['handshakes'] = new Hook();
  readonly opened: FaultSurface['opened'] = new Hook();
  readonly subscribes: FaultSurface['subscribes'] = new Hook();
  readonly #hub: StreamHub;
  readonly #wallNowMs: () => number;
  readonly #rules: ConnectionRules;
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

  constructor({ hub, wallNowMs, rules }: SocketServerOptions) {
    this.#rules = rules;
    this.#hub = hub;
    this.#wallNowMs = wallNowMs;
    this.#pingTimer = setInterval(() => this.#pingAll(), rules.pingEveryMs);
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
    const target = this.#rules.targetOf(url);
    const refusal =
      typeof target === 'number' ? target : this.#refusalOf(target, { path: url.pathname, route: target.route });
    if (refusal === 'hang') this.#hang(transport);
    else if (typeof target === 'number' || refusal !== undefined) this.#refuse(transport, refusal ?? 404);
    else
      this.#server.handleUpgrade(request, transport, head, (socket) => {
        const own = { hub: this.#hub, rules: this.#rules, wallNowMs: this.#wallNowMs };
        const { counters, subscribes } = this;
        const options = { socket, transport, target, subscribes, counters, ...own };
        this.#welcome(new Connection({ id: (this.#lastId += 1), ...options }), socket);
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

  #welcome(connection: Connection, socket: WebSocket): void {
    this.handshakeCounts.accepted += 1;
    this.#connections.add(connection);
    const end = this.log.add(() => recordOf(connection));
    socket.on('close', (closeCode) => {
      this.#connections.delete(connection);
      end({ closedAtMs: this.#wallNowMs(), closeCode });
    });
    for (const greet of this.opened.handlers) greet(connection);
  }

  #refuse(transport: Duplex, status: number): void {
    this.handshakeCounts.refused += 1;
    refuse(transport, status);
  }

  #hang(transport: Duplex): void {
    this.handshakeCounts.hung += 1;
    this.#hanging.add(transport);
    transport.on('close', () => this.#hanging.delete(transport));
    // A client that gives up is heard only where somebody reads.
    transport.resume();
    transport.on('end', () => transport.destroy());
  }

  #pingAll(): void {
    const nowMs = this.#wallNowMs();
    for (const connection of this.#connections) {
      if (nowMs - connection.lastPongAtMs > this.#rules.maxPongSilenceMs) connection.cut();
      else connection.ping();
    }
  }
}

const recordOf = ({ id, route, openedAtMs, firstName, dataAtMs }: Connection): ConnectionRecord => ({
  id,
  route,
  feed: firstName === undefined ? undefined : streamTraits(firstName).feed,
  openedAtMs,
  dataAtMs,
});

function refuse(transport: Duplex, status: number): void {
  transport.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
