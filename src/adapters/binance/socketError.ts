import { ExchangeUnreachableError, FeedClosedError, FeedRefusedError, type ScannerError } from '../../domain/errors.js';
import { failureReason, proxyHost } from './failureReason.js';
import type { SocketFate } from './openWebSocket.js';

export interface SocketName {
  readonly feed: string;
  readonly url: string;
  readonly proxyUrl?: string | undefined;
}

/** Nothing that speaks WebSocket answered at the address. */
export function unreachable({ url, proxyUrl }: SocketName, cause: unknown): ExchangeUnreachableError {
  const reason = failureReason(cause);
  const through = proxyUrl === undefined ? '' : ` through the proxy ${proxyHost(proxyUrl)}`;
  return new ExchangeUnreachableError(`no connection to ${url}${through}: ${reason}`, { url, reason }, { cause });
}

/** The operational error that a connection's end means, from its fate and the error seen. */
export function socketError(name: SocketName, fate: SocketFate, error: unknown): ScannerError {
  if (error instanceof ExchangeUnreachableError) return error;
  const cause = fate.error ?? error;
  if (fate.refusal) return refused(name, fate.refusal, cause);
  if (!fate.isOpen) return unreachable(name, cause);
  return closed(name.feed, fate, cause);
}

function refused(
  { feed, url, proxyUrl }: SocketName,
  { httpStatus, isByProxy }: NonNullable<SocketFate['refusal']>,
  cause: unknown,
): FeedRefusedError {
  const who = isByProxy && proxyUrl !== undefined ? `the proxy ${proxyHost(proxyUrl)}` : url;
  const message = `${feed} connection refused by ${who} with HTTP ${httpStatus}`;
  return new FeedRefusedError(message, { feed, httpStatus }, { cause });
}

function closed(feed: string, fate: SocketFate, cause: unknown): FeedClosedError {
  if (fate.error || !fate.closed) {
    const reason = failureReason(cause);
    return new FeedClosedError(`${feed} connection broke: ${reason}`, { feed, reason }, { cause });
  }
  const { code, reason } = fate.closed;
  const details = { feed, closeCode: code, ...(reason === '' ? {} : { reason }) };
  return new FeedClosedError(`${feed} connection ${endedHow(code)}${reason === '' ? '' : ` (${reason})`}`, details);
}

// 1006 is never sent: it stands for a connection that ended without a close frame.
const endedHow = (code: number): string =>
  code === 1006 ? 'ended without a close frame (code 1006)' : `closed by the exchange with code ${code}`;
