import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BadInputError } from '../domain/errors.js';
import { requestUrl } from './requestUrl.js';
import type { RestReply, RestRequest } from './rest/restMessages.js';

/** Longer bodies are cut off: nothing the exchange understands is as long. */
const maxBodyBytes = 2 ** 20;

/** An HTTP server that answers with what `answer` returns. */
export function httpServer(answer: (request: RestRequest) => RestReply): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const reply = (body: string): void => send(response, answer(toRestRequest(request, body)));
    if (request.method === 'GET') {
      request.resume();
      reply('');
    } else {
      readBody(request, reply);
    }
  });
}

function readBody(request: IncomingMessage, onEnd: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  });
  request.on('end', () => onEnd(Buffer.concat(chunks).toString()));
}

function toRestRequest({ method = 'GET', url, headers, socket }: IncomingMessage, body: string): RestRequest {
  const { pathname, search, searchParams } = requestUrl(url);
  const apiKey = headers['x-mbx-apikey'];
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const sent = new Set(searchParams.keys());
    for (const [name, value] of new URLSearchParams(body)) if (!sent.has(name)) searchParams.append(name, value);
  }
  return {
    method,
    path: pathname,
    query: searchParams,
    rawQuery: search.slice(1),
    body,
    apiKey: typeof apiKey === 'string' ? apiKey : undefined,
    clientAddress: socket.remoteAddress ?? 'unknown',
  };
}

function send(response: ServerResponse, reply: RestReply): void {
  const { delayMs = 0 } = reply;
  if (delayMs === 0) write(response, reply);
  else if (delayMs < Number.POSITIVE_INFINITY) {
    const timer = setTimeout(() => write(response, reply), delayMs);
    response.on('close', () => clearTimeout(timer));
  }
}

function write(response: ServerResponse, { status, headers, body }: RestReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Listens, and resolves with the port. Rejects with a `BadInputError`, which names `place`, when it cannot be had. */
export function listen(server: Server, host: string, port: number, place: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(listenError(error, { host, port, place }));
    server.once('error', refuse);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly place: string;
}

function listenError(error: NodeJS.ErrnoException, { host, port, place }: ListenAddress): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'a port that is in use',
    EACCES: 'a port that needs more rights',
    EADDRNOTAVAIL: 'an address this machine does not have',
  };
  const found = reasons[error.code ?? ''];
  if (found === undefined) return error;
  const expected = 'a free port, or 0 to have one chosen';
  const message = `${place}: ${host}:${port} is ${found}, expected ${expected}`;
  return new BadInputError(message, { place, found: `${port}, ${found}`, expected }, { cause: error });
}
