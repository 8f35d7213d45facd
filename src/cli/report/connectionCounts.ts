import type { ScannerError } from '../../domain/errors.js';
import type { ConnectionClosed, ConnectionLost, ConnectionOpened, ConnectionWaiting } from '../../domain/feed.js';

type ConnectionEvent = ConnectionOpened | ConnectionLost | ConnectionClosed | ConnectionWaiting;

/** One connection that ended without our wish, or could not be opened. Wall clock, epoch ms. */
export interface ConnectionLoss {
  readonly connection: number;
  /** As in `ConnectionReport.lost`. */
  readonly cause: string;
  /** Absent when it was not opened. */
  readonly openedAtMs?: number;
  readonly lostAtMs: number;
}

/**
 * What became of the connections of a feed. Whatever opens a connection has a cause: it is `started`, or another was
 * `lost`. Each cause leads to one attempt, which is `opened` or is `lost` itself, unless it is `untried` or `unanswered`.
 */
export interface ConnectionReport {
  /** Connections begun for new topics, or to replace another as planned. */
  readonly started: number;
  /** How often a connection came up, by what it came up for: `first`, `rotation`, or the loss before it. */
  readonly opened: Readonly<Record<string, number>>;
  /** How often one was lost or could not be opened, by error code, with the close code or HTTP status: `FEED_CLOSED 1006`. */
  readonly lost: Readonly<Record<string, number>>;
  /** Losses before a connection was tried: the account's listen key, without which there is none, could not be had. */
  readonly untried: number;
  /** Losses after which none was opened, since another had taken over, or the run was over. */
  readonly unanswered: number;
  /** The newest losses. */
  readonly losses: readonly ConnectionLoss[];
}

interface Connection {
  openedAtMs: number | undefined;
  lostFor: string | undefined;
}

const keptLosses = 1_000;

/** Follows the connections of one feed by their numbers, which they keep over reconnects. */
export class ConnectionCounts {
  readonly #connections = new Map<number, Connection>();
  readonly #opened = new Map<string, number>();
  readonly #lost = new Map<string, number>();
  readonly #losses: ConnectionLoss[] = [];
  #started = 0;
  #reopened = 0;
  #unanswered = 0;
  #untried = 0;

  /** Connections open now. */
  get open(): number {
    return [...this.#connections.values()].filter(({ openedAtMs }) => openedAtMs !== undefined).length;
  }

  /** Connections that came up after a loss. */
  get reopened(): number {
    return this.#reopened;
  }

  get report(): ConnectionReport {
    const lostNow = [...this.#connections.values()].filter(({ lostFor }) => lostFor !== undefined).length;
    return {
      started: this.#started,
      opened: Object.fromEntries(this.#opened),
      lost: Object.fromEntries(this.#lost),
      untried: this.#untried,
      unanswered: this.#unanswered + lostNow,
      losses: [...this.#losses],
    };
  }

  note(event: ConnectionEvent): void {
    if (event.kind === 'closed') {
      if (this.#connections.get(event.connection)?.lostFor !== undefined) this.#unanswered += 1;
      this.#connections.delete(event.connection);
      return;
    }
    const connection = this.#at(event.connection);
    if (event.kind === 'opened') this.#noteOpened(connection, event);
    else if (event.kind === 'lost') this.#noteLost(connection, event);
  }

  #at(number: number): Connection {
    const known = this.#connections.get(number);
    if (known) return known;
    const connection: Connection = { openedAtMs: undefined, lostFor: undefined };
    this.#connections.set(number, connection);
    this.#started += 1;
    return connection;
  }

  #noteOpened(connection: Connection, { atMs, replaces }: ConnectionOpened): void {
    if (connection.lostFor !== undefined) this.#reopened += 1;
    increment(this.#opened, connection.lostFor ?? (replaces === undefined ? 'first' : 'rotation'));
    connection.openedAtMs = atMs;
    connection.lostFor = undefined;
  }

  #noteLost(connection: Connection, { connection: number, atMs, error }: ConnectionLost): void {
    const cause = causeOf(error);
    const { openedAtMs } = connection;
    increment(this.#lost, cause);
    if (isOfRest(error)) this.#untried += 1;
    this.#losses.push({ connection: number, cause, ...(openedAtMs !== undefined && { openedAtMs }), lostAtMs: atMs });
    if (this.#losses.length > keptLosses) this.#losses.shift();
    connection.openedAtMs = undefined;
    connection.lostFor = cause;
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Sockets have addresses that begin with ws. */
const isOfRest = ({ details }: ScannerError): boolean =>
  'url' in details && typeof details.url === 'string' && details.url.startsWith('http');

function causeOf({ code, details }: ScannerError): string {
  const numbers = details as { readonly closeCode?: unknown; readonly httpStatus?: unknown };
  const number = numbers.closeCode ?? numbers.httpStatus;
  return typeof number === 'number' ? `${code} ${number}` : code;
}
