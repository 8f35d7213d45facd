import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { FrameStage, OutgoingFrame } from '../faults/faultSurface.js';

/** A client that does not read for this long is let go, as the venue does. */
const maxUnsentBytes = 64 * 2 ** 20;

/** What all sockets count together. */
export interface SocketCounters {
  framesSent: number;
  bytesSent: number;
}

/** The one place through which frames leave to a client, with all that can be wrong about it. */
export class DisturbableSocket {
  readonly #socket: WebSocket;
  /** The stream below, for gathering frames into one write. */
  readonly #transport: Duplex;
  readonly #counters: SocketCounters;
  #stages: readonly FrameStage[] = [];
  #severedBy = 0;
  #pingsIgnoredBy = 0;

  constructor(socket: WebSocket, transport: Duplex, counters: SocketCounters) {
    this.#socket = socket;
    this.#transport = transport;
    this.#counters = counters;
    socket.on('error', () => socket.terminate());
  }

  /** `stream` is the name of the stream a data frame belongs to; replies have none. */
  sendFrame(text: string, stream: string | undefined): void {
    if (this.#stages.length === 0) this.#write(text);
    else this.#pass({ stream, payload: text }, 0);
  }

  cork(): void {
    this.#transport.cork();
  }

  uncork(): void {
    this.#transport.uncork();
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN && this.#severedBy === 0) this.#socket.ping();
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
    else this.#write(frame.payload);
  }

  #write(payload: string | Buffer): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN || this.#severedBy > 0) return;
    this.#counters.framesSent += 1;
    this.#counters.bytesSent += payload.length;
    socket.send(payload);
    if (socket.bufferedAmount > maxUnsentBytes) socket.terminate();
  }
}
