import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of every CONNECT so far. */
  readonly tunnels: readonly string[];
  /** When no client is connected any more. */
  readonly drained: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An HTTP proxy on loopback: opens tunnels, refuses with a status, or (`hang`) never answers. */
export async function startConnectProxy(answer: 'tunnel' | 'hang' | number = 'tunnel'): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, client: Socket) => {
    tunnels.push(request.url ?? '');
    if (answer === 'hang') {
      client.resume().on('end', () => client.end());
      return;
    }
    if (answer !== 'tunnel') {
      client.end(`HTTP/1.1 ${answer} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const target = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://user:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    drained: async () => {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
    },
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
