import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import type { Simulator } from '../../../../src/simulator/index.js';

/** The parts of frames that tests look at. */
export interface WireFrame {
  readonly e?: string;
  readonly E?: number | string;
  readonly s?: string;
  readonly k?: { readonly t: number; readonly x: boolean; readonly s: string; readonly i: string } & Readonly<
    Record<'o' | 'h' | 'l' | 'c' | 'v' | 'q', string>
  > & { readonly n: number };
  readonly stream?: string;
  readonly data?: WireFrame;
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string };
  readonly listenKey?: string;
}

export interface WireMessage {
  readonly text: string;
  readonly isBinary: boolean;
  readonly atMs: number;
}

/** A plain ws client that knows nothing of the project: it keeps what it gets and lets tests await what they want. */
export class WireClient {
  readonly socket: WebSocket;
  readonly messages: WireMessage[] = [];
  closeCode: number | undefined;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  #waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];
  #lastId = 0;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer, isBinary) => {
      this.messages.push({ text: data.toString(), isBinary, atMs: performance.now() });
      this.#look();
    });
    this.socket.on('pong', () => this.#look());
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.closeCode = code;
        resolve({ code, reason: reason.toString() });
        this.#look();
      });
    });
  }

  static async open(simulator: Simulator, path: string): Promise<WireClient> {
    const client = new WireClient(`${simulator.streamUrl}${path}`);
    await once(client.socket, 'open');
    return client;
  }

  /** Everything that is JSON, unwrapped of nothing. */
  get frames(): WireFrame[] {
    return this.messages.flatMap(({ text, isBinary }) => (isBinary ? [] : (parsed(text) ?? [])));
  }

  /** Kline events, unwrapped. */
  get klines(): (WireFrame & Required<Pick<WireFrame, 'k'>>)[] {
    return this.frames
      .map((frame) => frame.data ?? frame)
      .filter((frame): frame is WireFrame & Required<Pick<WireFrame, 'k'>> => frame.k !== undefined);
  }

  get finals() {
    return this.klines.filter(({ k }) => k.x);
  }

  until(isThere: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (isThere()) resolve();
      else this.#waiting.push({ isThere, resolve });
    });
  }

  /** So many more finals. */
  moreFinals(count: number): Promise<void> {
    const wanted = this.finals.length + count;
    return this.until(() => this.finals.length >= wanted);
  }

  /** So many more messages of any kind. */
  more(count: number): Promise<void> {
    const wanted = this.messages.length + count;
    return this.until(() => this.messages.length >= wanted);
  }

  /** Sends a control message, and resolves with its reply. */
  async ask(method: string, params?: readonly unknown[]): Promise<WireFrame> {
    const id = this.tell(method, params);
    const reply = (): WireFrame | undefined => this.frames.find((frame) => frame.id === id);
    await this.until(() => reply() !== undefined);
    return reply()!;
  }

  /** Sends a control message without awaiting anything; returns its id. */
  tell(method: string, params?: readonly unknown[]): number {
    const id = (this.#lastId += 1);
    this.socket.send(JSON.stringify({ method, ...(params && { params }), id }));
    return id;
  }

  #look(): void {
    const ready = this.#waiting.filter(({ isThere }) => isThere());
    this.#waiting = this.#waiting.filter((each) => !ready.includes(each));
    for (const { resolve } of ready) resolve();
  }
}

function parsed(text: string): WireFrame | undefined {
  try {
    return JSON.parse(text) as WireFrame;
  } catch {
    return undefined;
  }
}
