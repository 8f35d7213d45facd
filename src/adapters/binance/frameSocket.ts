import type { WebSocketLike } from 'rxjs-websockets';
import type { WebSocket } from 'ws';
import type { IgnoredFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';

/** What becomes of the text frames of one connection. */
export interface FrameReader {
  /** What to hand on for the bytes of a frame; nothing for `undefined`. */
  readonly read: (frame: Buffer) => Frame | IgnoredFrame | undefined;
  /** Takes what was held back, every so often. */
  readonly release?: { readonly periodMs: number; readonly take: () => readonly (Frame | IgnoredFrame)[] };
}

/**
 * What rxjs-websockets needs of a ws connection. Where ws would make a text and an event object of every frame, it hands
 * over what the reader makes of the bytes, in one message object that is used again. A binary frame, which the venue never
 * sends, becomes a text that is no JSON.
 */
export class FrameSocket implements WebSocketLike {
  onopen: WebSocketLike['onopen'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #ws: WebSocket;
  readonly #message: { data: Frame | IgnoredFrame } = { data: '' };

  constructor(ws: WebSocket, { read }: FrameReader) {
    this.#ws = ws;
    ws.on('open', () => {
      this.onopen?.({});
    });
    ws.on('message', (data, isBinary) => {
      // With the default `binaryType` every frame is one Buffer.
      const bytes = data as Buffer;
      const message = isBinary ? `binary frame of ${bytes.length} bytes` : read(bytes);
      if (message === undefined) return;
      this.#message.data = message;
      this.onmessage?.(this.#message);
    });
    ws.on('error', (error) => {
      this.onerror?.(error);
    });
    ws.on('close', (code, reason) => {
      this.onclose?.({ code, reason: reason.toString() });
    });
  }

  send(data: string): void {
    this.#ws.send(data);
  }

  close(): void {
    this.#ws.close();
  }
}
