import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { plainOf } from './markdownV2.js';

export const canaryToken = '7000000001:CANARY-token_thatMustNotBeSeen';
export const canaryChat = '-1009876543210';

/** What the server does with a message, instead of taking it. */
export type BotApiFault = (request: IncomingMessage, response: ServerResponse) => void;

const reply = (response: ServerResponse, httpStatus: number, body: object): void =>
  void response.writeHead(httpStatus, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const botError =
  (httpStatus: number, description: string, parameters?: object): BotApiFault =>
  (_, response) =>
    reply(response, httpStatus, { ok: false, error_code: httpStatus, description, ...(parameters && { parameters }) });
export const flood = (retryAfter: number): BotApiFault =>
  botError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
export const page =
  (httpStatus: number, html: string, headers: Readonly<Record<string, string>> = {}): BotApiFault =>
  (_, response) =>
    void response.writeHead(httpStatus, { 'content-type': 'text/html', ...headers }).end(html);
export const hang: BotApiFault = () => undefined;
export const cut: BotApiFault = ({ socket }) => void socket.destroy();

export interface TakenMessage {
  readonly chatId: string;
  /** As it is shown. */
  readonly text: string;
}

/**
 * A Bot API server on loopback that takes messages of one bot as Telegram does: it refuses a wrong token, a chat that it
 * does not know, markup that breaks its rules, and texts that are too long.
 */
export class BotApiServer {
  readonly taken: TakenMessage[] = [];
  /** When messages were sent, taken or not. */
  readonly attemptsAtMs: number[] = [];
  /** What happens to the next messages, one after the other; `always` stays. */
  readonly faults: (BotApiFault | undefined)[] = [];
  always: BotApiFault | undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #waiting = new Set<() => void>();

  static async start(): Promise<BotApiServer> {
    const server = new BotApiServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** How many messages were sent. */
  get attempts(): number {
    return this.attemptsAtMs.length;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.attemptsAtMs.push(performance.now());
    const fault = this.faults.length > 0 ? this.faults.shift() : this.always;
    if (fault) fault(request, response);
    else this.#take(request.url ?? '', body, response);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #take(path: string, body: string, response: ServerResponse): void {
    const refuse = (httpStatus: number, description: string): void =>
      reply(response, httpStatus, { ok: false, error_code: httpStatus, description });
    if (path !== `/bot${canaryToken}/sendMessage`) {
      refuse(401, 'Unauthorized');
      return;
    }
    const { chat_id: chatId, text: markup, parse_mode: mode } = JSON.parse(body) as Record<string, string>;
    if (chatId !== canaryChat) {
      refuse(400, 'Bad Request: chat not found');
      return;
    }
    if (mode !== 'MarkdownV2' || markup === undefined) {
      refuse(400, 'Bad Request: not what is tested');
      return;
    }
    const shown = plainOf(markup);
    if ('fault' in shown) {
      refuse(400, `Bad Request: can't parse entities: ${shown.fault}`);
      return;
    }
    if (shown.text.length > 4_096) {
      refuse(400, 'Bad Request: message is too long');
      return;
    }
    this.taken.push({ chatId, text: shown.text });
    reply(response, 200, { ok: true, result: { message_id: this.taken.length, date: 1, chat: { id: 1 }, text: 'x' } });
  }
}
