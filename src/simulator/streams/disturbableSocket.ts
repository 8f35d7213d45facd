import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { FrameStage, OutgoingFrame } from '../faults/faultSurface.js';

/** A client that does not read for this long is let go, as the venue does. */
const maxUnsentBytes = 64 * 2 ** 20;
const dataSpacingMs = 100;
const keptDataInstants = 8;

/** What all sockets count together. */
export interface SocketCounters {
  framesSent: number;
  bytesSent: number;
}

export interface DisturbableSocketOptions {
  readonly socket: WebSocket;
  /** The stream below, for gathering frames into one write. */
  readonly transport: Duplex;
  readonly counters: SocketCounters;
  readonly wallNowMs: () => number;
}

/** The one place through which frames leave to a client, with all that can be wrong about it. */
export class DisturbableSocket {
  readonly #socket: WebSocket;
  readonly #transport: Duplex;
  readonly #counters: SocketCounters;
  readonly #wallNowMs: () => number;
  #stages: readonly FrameStage[] = [];
  #severedBy = 0;
  #pingsIgnoredBy = 0;
  #dataAtMs: readonly number[] = [];

  constructor({ socket, transport, counters, wallNowMs }: DisturbableSocketOptions) {
    this.#socket = socket;
    this.#transport = transport;
    this.#counters = counters;
    this.#wallNowMs = wallNowMs;
    socket.on('error', () => socket.terminate());
  }

  /** Frames get through, as far as this side can tell. */
  get isReachable(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && this.#severedBy === 0;
  }

  /** Wall times at which data were handed to the socket: the newest few that are at least 100 ms apart. */
  get dataAtMs(): readonly number[] {
    return this.#dataAtMs;
  }

  /** `stream` is the name of the stream a data frame belongs to; replies have none. */
  sendFrame(text: string, stream: string | undefined, onSent?: () => void): void {
    const frame: OutgoingFrame = { stream, payload: text, onSent };
    if (this.#stages.length === 0) this.#write(frame);
    else this.#pass(frame, 0);
  }

  cork(): void {
    this.#transport.cork();
  }

  uncork(): void {
    this.#transport.uncork();
  }

  ping(): void {
    if (this.isReachable) this.#socket.ping();
  }

  pong(data: Buffer): void {
    if (this.#pingsIgnoredBy === 0) this.#socket.pong(data);
  }

  /** The end of TCP, without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }

  reset(): void {
    if (this.#transport instanceof Socket) this.#transport.resetAndDestroy();
    else this.#socket.terminate();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  sever(): () => void {
    this.#severedBy += 1;
    this.#socket.pause();
    return () => {
      this.#severedBy -= 1;
      if (this.#severedBy === 0) this.#socket.resume();
    };
  }

  ignorePings(): () => void {
    this.#pingsIgnoredBy += 1;
    return () => {
      this.#pingsIgnoredBy -= 1;
    };
  }

  addStage(stage: FrameStage): () => void {
    this.#stages = [...this.#stages, stage];
    return () => {
      this.#stages = this.#stages.filter((each) => each !== stage);
    };
  }

  /** A stage hands on to whatever stands behind it then: others may have come and gone since it got the frame. */
  #pass(frame: OutgoingFrame, index: number): void {
    const stage = this.#stages[index];
    if (stage) stage(frame, (next) => this.#pass(next, this.#stages.indexOf(stage) + 1));
    else this.#write(frame);
  }

  #noteData(nowMs: number): void {
    if (nowMs - (this.#dataAtMs.at(-1) ?? 0) < dataSpacingMs) return;
    this.#dataAtMs = [...this.#dataAtMs.slice(1 - keptDataInstants), nowMs];
  }

  #write({ stream, payload, onSent }: OutgoingFrame): void {
    const socket = this.#socket;
    if (!this.isReachable) return;
    this.#counters.framesSent += 1;
    this.#counters.bytesSent += payload.length;
    socket.send(payload);
    if (stream !== undefined) this.#noteData(this.#wallNowMs());
    onSent?.();
    if (socket.bufferedAmount > maxUnsentBytes) socket.terminate();
  }
}
