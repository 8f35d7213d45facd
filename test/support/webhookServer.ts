import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Notification } from '../../src/domain/notification.js';

export const canarySecret = 'CANARY-webhook-secret';

type IsGenuine = (headers: IncomingHttpHeaders, rawBody: Buffer, secret: string, nowMs?: number) => boolean;

/** The check that the documentation tells receivers to make, as it stands there. */
export async function documentedCheck(): Promise<IsGenuine> {
  const path = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'webhook', 'README.md');
  const code = /```js\n([\s\S]+?)```/.exec(readFileSync(path, 'utf8'))?.[1];
  if (code === undefined) throw new Error('the documentation shows no code');
  const source = `${code}\nexport default isGenuine;`;
  const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { default: IsGenuine };
  return module.default;
}

type WebhookBody = Notification & { readonly version: number; readonly text: string };

export interface TakenPost {
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  readonly body: WebhookBody;
  readonly isGenuine: boolean;
}

/** A receiver on loopback that checks every signature, and answers as it is told; else 204, or 401 to a forgery. */
export class WebhookServer {
  readonly posts: TakenPost[] = [];
  readonly answers: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
  readonly #server = createServer((request, response) => void this.#take(request, response));
  readonly #isGenuine: IsGenuine;
  readonly #waiting = new Set<() => void>();

  private constructor(isGenuine: IsGenuine) {
    this.#isGenuine = isGenuine;
  }

  static async start(): Promise<WebhookServer> {
    const server = new WebhookServer(await documentedCheck());
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** With a key in its path and query, as many have one. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook/CANARY?key=CANARY`;
  }

  /** Resolves when `isIt` holds; it is asked whenever a message came. */
  async until(isIt: () => boolean): Promise<void> {
    while (!isIt()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = await buffer(request);
    const isGenuine = this.#isGenuine(request.headers, rawBody, canarySecret);
    const body = JSON.parse(rawBody.toString('utf8')) as WebhookBody;
    this.posts.push({ headers: request.headers, rawBody, body, isGenuine });
    const answer = this.answers.shift();
    if (answer) answer(request, response);
    else response.writeHead(isGenuine ? 204 : 401).end();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
