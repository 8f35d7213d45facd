import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { errorJson, readControlMessage, resultJson, type ControlMessage } from './controlMessage.js';
import type { StreamHub, Subscriber } from './streamHub.js';

export const maxStreamsPerConnection = 1_024;
const maxMessagesPerSecond = 10;
/** Longer frames are not answered at all. */
const maxFrameBytes = 4_096;
/** A client that does not read for this long is let go, as the venue does. */
const maxUnsentBytes = 64 * 2 ** 20;
const tooManyRequestsCloseCode = 1_008;

/** What all connections count together. */
export interface ConnectionCounters {
  framesSent: number;
  bytesSent: number;
  messagesReceived: number;
}

export interface ConnectionOptions {
  readonly socket: WebSocket;
  /** The stream below, for gathering frames into one write. */
  readonly transport: Duplex;
  readonly hub: StreamHub;
  readonly route: Subscriber['route'];
  readonly isCombined: boolean;
  readonly names: readonly string[];
  readonly counters: ConnectionCounters;
  readonly wallNowMs: () => number;
}

/** One client: its subscriptions, its message budget, and the one place through which frames leave to it. */
export class Connection implements Subscriber {
  readonly route: Subscriber['route'];
  isCombined: boolean;
  /** When the client last proved to be there, wall time. */
  lastPongAtMs: number;
  readonly #socket: WebSocket;
  readonly #transport: Duplex;
  readonly #hub: StreamHub;
  readonly #counters: ConnectionCounters;
  readonly #wallNowMs: () => number;
  readonly #names = new Set<string>();
  readonly #messageTimesMs: number[] = [];

  constructor({ socket, transport, hub, route, isCombined, names, counters, wallNowMs }: ConnectionOptions) {
    this.#socket = socket;
    this.#transport = transport;
    this.#hub = hub;
    this.#counters = counters;
    this.#wallNowMs = wallNowMs;
    this.route = route;
    this.isCombined = isCombined;
    this.lastPongAtMs = wallNowMs();
    hub.join(this);
    this.#subscribe(names);
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('ping', () => this.#spendMessage());
    socket.on('pong', () => (this.lastPongAtMs = wallNowMs()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => hub.leave(this, this.#names));
  }

  send(text: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    this.#counters.framesSent += 1;
    this.#counters.bytesSent += text.length;
    socket.send(text);
    if (socket.bufferedAmount > maxUnsentBytes) socket.terminate();
  }

  cork(): void {
    this.#transport.cork();
  }

  uncork(): void {
    this.#transport.uncork();
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  /** Ends the connection at once, without a close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  #receive(data: Buffer): void {
    this.#counters.messagesReceived += 1;
    if (!this.#spendMessage() || data.length > maxFrameBytes) return;
    this.send(this.#answer(readControlMessage(data.toString())));
  }

  #answer(message: ControlMessage): string {
    switch (message.kind) {
      case 'subscribe':
        if (this.#countWith(message.names) > maxStreamsPerConnection)
          return errorJson(message.id, 4, 'Too many subscriptions');
        this.#subscribe(message.names);
        return resultJson(message.id, null);
      case 'unsubscribe':
        for (const name of message.names) {
          this.#names.delete(name);
          this.#hub.unsubscribe(this, name);
        }
        return resultJson(message.id, null);
      case 'list':
        return resultJson(message.id, [...this.#names]);
      case 'setCombined':
        this.isCombined = message.isCombined;
        return resultJson(message.id, null);
      case 'getCombined':
        return resultJson(message.id, this.isCombined);
      case 'refused':
        return errorJson(message.id, message.code, message.message);
    }
  }

  #subscribe(names: readonly string[]): void {
    for (const name of names) {
      this.#names.add(name);
      this.#hub.subscribe(this, name);
    }
  }

  #countWith(names: readonly string[]): number {
    return new Set([...this.#names, ...names]).size;
  }

  /** False, and the connection closed, when the client has sent more than ten messages within a second. */
  #spendMessage(): boolean {
    const nowMs = this.#wallNowMs();
    const times = this.#messageTimesMs;
    times.push(nowMs);
    while ((times[0] ?? nowMs) <= nowMs - 1_000) times.shift();
    if (times.length <= maxMessagesPerSecond) return true;
    this.#socket.close(tooManyRequestsCloseCode, 'Too many requests');
    return false;
  }
}
