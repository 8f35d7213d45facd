import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { FaultSurface, FaultyConnection } from '../faults/faultSurface.js';
import type { ConnectionRules } from './connectionRules.js';
import { errorJson, readControlMessage, resultJson, type ControlMessage, type MessageId } from './controlMessage.js';
import { DisturbableSocket, type SocketCounters } from './disturbableSocket.js';
import { MessageBudget } from './messageBudget.js';
import type { SocketTarget } from './socketTarget.js';
import type { EventTraits, Recipient, StreamHub, Subscriber } from './streamHub.js';

export const maxStreamsPerConnection = 1_024;
/** Longer frames are not answered at all. */
const maxFrameBytes = 4_096;
const tooManyRequestsCloseCode = 1_008;

/** What all connections count together. */
export interface ConnectionCounters extends SocketCounters {
  messagesReceived: number;
}

export interface ConnectionOptions {
  readonly id: number;
  readonly socket: WebSocket;
  readonly transport: Duplex;
  readonly hub: StreamHub;
  readonly target: SocketTarget;
  readonly rules: ConnectionRules;
  readonly subscribes: FaultSurface['subscribes'];
  readonly counters: ConnectionCounters;
  readonly wallNowMs: () => number;
}

/** One client: its subscriptions, its message budget, and what it is told. */
export class Connection extends DisturbableSocket implements Subscriber, FaultyConnection, Recipient {
  readonly id: number;
  readonly route: Subscriber['route'];
  readonly openedAtMs: number;
  readonly names = new Set<string>();
  /** The first stream it asked for. */
  firstName: string | undefined;
  isCombined: boolean;
  /** When the client last proved to be there, wall time. */
  lastPongAtMs: number;
  readonly #hub: StreamHub;
  readonly #eventFilters: SocketTarget['eventFilters'];
  readonly #subscribes: FaultSurface['subscribes'];
  readonly #counters: ConnectionCounters;
  readonly #budget: MessageBudget;

  constructor(options: ConnectionOptions) {
    const { id, socket, transport, hub, target, rules, subscribes, counters, wallNowMs } = options;
    super({ socket, transport, counters, wallNowMs });
    this.id = id;
    this.#hub = hub;
    this.#subscribes = subscribes;
    this.#counters = counters;
    this.#budget = new MessageBudget(rules.maxMessagesPerSecond, wallNowMs);
    this.route = target.route;
    this.isCombined = target.isCombined;
    this.#eventFilters = target.eventFilters;
    this.openedAtMs = this.lastPongAtMs = wallNowMs();
    hub.join(this);
    this.#subscribe(target.names);
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('ping', (data: Buffer) => {
      if (this.#spendMessage()) this.pong(data);
    });
    socket.on('pong', () => {
      this.lastPongAtMs = wallNowMs();
      if (rules.countsPongs) this.#spendMessage();
    });
    socket.on('close', () => hub.leave(this, this.names));
  }

  send(text: string, stream: string, traits: EventTraits | undefined): void {
    const { userEvent, onSent } = traits ?? {};
    if (userEvent !== undefined && !this.#wants(stream, userEvent)) return;
    this.sendFrame(text, stream, onSent && ((): void => onSent(this)));
  }

  loseStream(name: string): void {
    this.#hub.unsubscribe(this, name);
  }

  #wants(stream: string, userEvent: string): boolean {
    return this.#eventFilters?.get(stream)?.has(userEvent) ?? true;
  }

  #receive(data: Buffer): void {
    this.#counters.messagesReceived += 1;
    if (!this.#spendMessage() || data.length > maxFrameBytes) return;
    const reply = this.#answer(readControlMessage(data.toString()));
    if (reply !== undefined) this.sendFrame(reply, undefined);
  }

  /** `undefined` when the exchange says nothing to it. */
  #answer(message: ControlMessage): string | undefined {
    switch (message.kind) {
      case 'subscribe':
        return this.#answerSubscribe(message.id, message.names);
      case 'unsubscribe':
        for (const name of message.names) {
          this.names.delete(name);
          this.#hub.unsubscribe(this, name);
        }
        return resultJson(message.id, null);
      case 'list':
        return resultJson(message.id, [...this.names]);
      case 'setCombined':
        this.isCombined = message.isCombined;
        return resultJson(message.id, null);
      case 'getCombined':
        return resultJson(message.id, this.isCombined);
      case 'refused':
        return errorJson(message.id, message.code, message.message);
    }
  }

  #answerSubscribe(id: MessageId, names: readonly string[]): string | undefined {
    for (const interfere of this.#subscribes.handlers) {
      const verdict = interfere({ connection: this, names });
      if (verdict === 'ignored') return undefined;
      if (verdict) return errorJson(id, verdict.code, verdict.message);
    }
    if (new Set([...this.names, ...names]).size > maxStreamsPerConnection)
      return errorJson(id, 4, 'Too many subscriptions');
    this.#subscribe(names);
    return resultJson(id, null);
  }

  #subscribe(names: readonly string[]): void {
    this.firstName ??= names[0];
    for (const name of names) {
      this.names.add(name);
      this.#hub.subscribe(this, name);
    }
  }

  /** False, and the connection closed, when the client talks too much. */
  #spendMessage(): boolean {
    if (this.#budget.spend()) return true;
    this.close(tooManyRequestsCloseCode, 'Too many requests');
    return false;
  }
}
