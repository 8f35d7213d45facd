import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BadInputError } from '../domain/errors.js';
import { requestUrl } from './requestUrl.js';
import type { RestReply, RestRequest } from './rest/restApi.js';

/** An HTTP server that answers with what `answer` returns. */
export function httpServer(answer: (request: RestRequest) => RestReply): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    respond(response, answer(toRestRequest(request)));
  });
}

function toRestRequest({ method = 'GET', url, socket }: IncomingMessage): RestRequest {
  const { pathname, searchParams } = requestUrl(url);
  return { method, path: pathname, query: searchParams, clientAddress: socket.remoteAddress ?? 'unknown' };
}

function respond(response: ServerResponse, { status, headers, body }: RestReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Listens, and resolves with the port. Rejects with a `BadInputError` when the address cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(listenError(error, host, port));
    server.once('error', refuse);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'a port that is in use',
    EACCES: 'a port that needs more rights',
    EADDRNOTAVAIL: 'an address this machine does not have',
  };
  const found = reasons[error.code ?? ''];
  if (found === undefined) return error;
  const expected = 'a free port, or 0 to have one chosen';
  const message = `--port: ${host}:${port} is ${found}, expected ${expected}`;
  return new BadInputError(message, { place: '--port', found: `${port}, ${found}`, expected }, { cause: error });
}
