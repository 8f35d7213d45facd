import type { Server } from 'node:http';
import { httpServer, listen } from './httpServer.js';
import type { Address } from './rest/adminRoutes.js';
import type { RestReply, RestRequest } from './rest/restMessages.js';
import type { StreamSide } from './streams/streamSide.js';

export interface ListenerOptions {
  readonly host: string;
  /** 0: the system chooses a free one. */
  readonly port: number;
  /** Names the port in errors. */
  readonly portPlace: string;
  readonly answer: (request: RestRequest) => RestReply;
  readonly streams: StreamSide;
  /** Whether a new TCP connection is to be reset; default none is. */
  readonly refuses?: () => boolean;
}

/** One side of the exchange at its address. */
export interface Listener extends Address {
  readonly port: number;
  /** Closes the port and every connection at once. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves REST and streams on one port, and lets the market speak. Rejects with a `BadInputError` when the port cannot be
 * had; nothing goes on then.
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { host, portPlace, answer, streams, refuses } = options;
  const { sockets } = streams;
  const server = httpServer(answer);
  server.on('upgrade', (request, transport, head) => sockets.accept(request, transport, head));
  server.on('connection', (socket) => {
    if (refuses?.()) socket.resetAndDestroy();
  });
  let port: number;
  try {
    port = await listen(server, host, options.port, portPlace);
  } catch (error) {
    sockets.stop();
    throw error;
  }
  const stopStreams = streams.start();
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    port,
    url: `http://${authority}`,
    streamUrl: `ws://${authority}`,
    stop: () => {
      stopStreams();
      sockets.stop();
      return closed(server);
    },
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
