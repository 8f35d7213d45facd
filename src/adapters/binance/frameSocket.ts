import type { WebSocketLike } from 'rxjs-websockets';
import type { RawData, WebSocket } from 'ws';
import type { Frame } from '../../ports/marketData.js';

/**
 * What rxjs-websockets needs of a ws connection. Where ws would make a text and an event object of every frame, it hands
 * over the bytes as they came when they are asked for, in one message object that is used again. A binary frame, which the venue never
 * sends, becomes a text that is no JSON.
 */
export class FrameSocket implements WebSocketLike {
  onopen: WebSocketLike['onopen'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #ws: WebSocket;
  readonly #message: { data: Frame } = { data: '' };

  constructor(ws: WebSocket, emitsBytes: boolean) {
    this.#ws = ws;
    ws.on('open', () => {
      this.onopen?.({});
    });
    ws.on('message', (data, isBinary) => {
      this.#message.data = frameOf(data, isBinary, emitsBytes);
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

function frameOf(data: RawData, isBinary: boolean, emitsBytes: boolean): Frame {
  // With the default `binaryType` every frame is one Buffer.
  const bytes = data as Buffer;
  if (isBinary) return `binary frame of ${bytes.length} bytes`;
  return emitsBytes ? bytes : bytes.toString();
}
