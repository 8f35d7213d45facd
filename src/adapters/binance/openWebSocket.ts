import { HttpsProxyAgent } from 'https-proxy-agent';
import { WebSocket, type ClientOptions } from 'ws';
import type { Mask } from './mask.js';

export interface WebSocketTarget {
  /** Without anything secret: it stands in errors. */
  readonly url: string;
  /** Joined to the address, and never shown. */
  readonly secretQuery?: string | undefined;
  /** Takes secrets out of what the other side says; absent where there are none. */
  readonly mask?: Mask | undefined;
  readonly proxyUrl?: string | undefined;
  /** How long a peer that does not answer our close frame keeps the socket. */
  readonly closeTimeoutMs: number;
}

/** What is known of how a connection fared; rxjs-websockets itself reports only a text. */
export interface SocketFate {
  isOpen: boolean;
  /** The proxy's answer to CONNECT, or the venue's to the handshake, when it was no. */
  refusal?: { readonly httpStatus: number; readonly isByProxy: boolean };
  closed?: { readonly code: number; readonly reason: string };
  error?: Error;
}

// Larger than any frame of the venue by far (the whole market's prices are 150 kB); a bound on what a peer can cost us.
const maxPayloadBytes = 16 * 1024 * 1024;

/**
 * Opens a ws connection that writes down its fate. `handshakeSignal` ends a CONNECT that a proxy never answers:
 * closing the WebSocket does not reach that socket.
 */
export function openWebSocket(target: WebSocketTarget, fate: SocketFate, handshakeSignal: AbortSignal): WebSocket {
  // `closeTimeout` is an option of ws since 8.19; its published types do not list it.
  const options: ClientOptions & { closeTimeout: number } = {
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    // A text that is no UTF-8 is a bad frame to be skipped, not a reason to end the connection; and checking is not free.
    skipUTF8Validation: true,
    closeTimeout: target.closeTimeoutMs,
  };
  let connectStatus = 200;
  if (target.proxyUrl !== undefined) {
    const agent = new HttpsProxyAgent(target.proxyUrl, { signal: handshakeSignal });
    agent.on('proxyConnect', (connect: { statusCode: number }) => {
      connectStatus = connect.statusCode;
    });
    options.agent = agent;
  }
  const { url, secretQuery, mask } = target;
  const ws = new WebSocket(secretQuery === undefined ? url : `${url}?${secretQuery}`, options);
  ws.on('open', () => {
    fate.isOpen = true;
  });
  ws.on('unexpected-response', (_request, response) => {
    fate.refusal = { httpStatus: response.statusCode ?? 0, isByProxy: connectStatus !== 200 };
    ws.terminate();
  });
  ws.on('error', (error) => {
    fate.error ??= error;
  });
  ws.on('close', (code, reason) => {
    const text = reason.toString();
    fate.closed = { code, reason: mask ? mask(text) : text };
  });
  return ws;
}
