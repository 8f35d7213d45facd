/**
 * Operational errors. Every code, in one list:
 *
 * | code                | class                | retryable | means                                                     |
 * |---------------------|----------------------|-----------|-----------------------------------------------------------|
 * | FEED_STALE          | StaleFeedError       | yes       | a connection said nothing for `maxSilenceMs`              |
 * | FEED_CLOSED         | FeedClosedError      | yes       | the other side ended the connection, or it broke          |
 * | FEED_REFUSED        | FeedRefusedError     | depends   | the handshake was answered with an HTTP error             |
 * | EXCHANGE_UNREACHABLE| ExchangeUnreachableError | yes   | no answer: refused, reset, timed out, name unknown        |
 * | EXCHANGE_REPLY      | ExchangeReplyError   | depends   | an answer that is not what the protocol says              |
 * | EXCHANGE_REJECTED   | ExchangeRejectedError| depends   | the exchange answered with an error code of its own       |
 * | RATE_LIMITED        | RateLimitedError     | yes       | 429 or 418; wait until `retryAtMs`                        |
 * | NOTIFIER_UNREACHABLE| NotifierUnreachableError | yes   | no answer from where a message was sent, or not in time   |
 * | NOTIFIER_REFUSED    | NotifierRefusedError | depends   | a message was answered, but not taken                     |
 * | BAD_INPUT           | BadInputError        | no        | a file, flag, key or value given by the user is wrong     |
 * | PREDICTION_FAILED   | PredictionError      | yes       | there is no model to ask, or it did not answer            |
 */
export abstract class ScannerError<D extends object = object> extends Error {
  /** Stable: may be matched on. */
  abstract readonly code: string;
  abstract readonly isRetryable: boolean;
  /** JSON-safe, without secrets. */
  readonly details: Readonly<D>;

  constructor(message: string, details: D, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.details = details;
  }
}

export const isScannerError = (error: unknown): error is ScannerError => error instanceof ScannerError;

/** The feed is connected but has said nothing for `maxSilenceMs`. Reconnecting is the cure. */
export class StaleFeedError extends ScannerError<{ feed: string; maxSilenceMs: number; valuesSeen: number }> {
  readonly code = 'FEED_STALE';
  readonly isRetryable = true;
}

/** The connection ended: a close frame, a broken socket, or a source that completed. */
export class FeedClosedError extends ScannerError<{ feed: string; closeCode?: number; reason?: string }> {
  readonly code = 'FEED_CLOSED';
  readonly isRetryable = true;
}

/** The WebSocket handshake was refused with an HTTP status. 4xx other than 403, 408, 418 and 429 will not heal by itself. */
export class FeedRefusedError extends ScannerError<{ feed: string; httpStatus: number }> {
  readonly code = 'FEED_REFUSED';
  get isRetryable(): boolean {
    return isTransientHttpStatus(this.details.httpStatus);
  }
}

/** Nothing answered at the address. */
export class ExchangeUnreachableError extends ScannerError<{ url: string; reason: string }> {
  readonly code = 'EXCHANGE_UNREACHABLE';
  readonly isRetryable = true;
}

/** An answer came, but not the one the protocol promises: HTML, truncated JSON, a wrong shape, nothing, or an HTTP error. */
export class ExchangeReplyError extends ScannerError<{ url: string; httpStatus: number; found: string }> {
  readonly code = 'EXCHANGE_REPLY';
  get isRetryable(): boolean {
    return this.details.httpStatus < 400 || isTransientHttpStatus(this.details.httpStatus);
  }
}

/** The exchange said no, in its own words: `{"code":-1121,"msg":"Invalid symbol."}`. `isPassing`: what it objects to will pass. */
export class ExchangeRejectedError extends ScannerError<{
  url: string;
  httpStatus: number;
  exchangeCode: number;
  isPassing?: boolean;
}> {
  readonly code = 'EXCHANGE_REJECTED';
  get isRetryable(): boolean {
    return this.details.isPassing === true || isTransientHttpStatus(this.details.httpStatus);
  }
}

/** Too many requests. Nothing may be sent before `retryAtMs` (epoch ms, wall clock). */
export class RateLimitedError extends ScannerError<{ url: string; httpStatus: number; retryAtMs: number }> {
  readonly code = 'RATE_LIMITED';
  readonly isRetryable = true;
}

/** A message was sent to a notifier, and nothing came back. It may have arrived all the same. */
export class NotifierUnreachableError extends ScannerError<{ notifier: string; reason: string }> {
  readonly code = 'NOTIFIER_UNREACHABLE';
  readonly isRetryable = true;
}

/** A notifier's other side did not take a message. `httpStatus` below 400: its answer was not the one that it should give. */
export class NotifierRefusedError extends ScannerError<{ notifier: string; httpStatus: number; reason: string }> {
  readonly code = 'NOTIFIER_REFUSED';
  get isRetryable(): boolean {
    const { httpStatus } = this.details;
    return httpStatus < 300 || httpStatus >= 500 || [408, 425].includes(httpStatus);
  }
}

/** The user gave something that cannot be used. `place` names where, `found` and `expected` say what. */
export class BadInputError extends ScannerError<{ place: string; found?: string; expected?: string }> {
  readonly code = 'BAD_INPUT';
  readonly isRetryable = false;
}

/** A batch has no probabilities. `off`: no model is loaded; `failed`: it was asked, and did not answer. The next cycle asks again. */
export class PredictionError extends ScannerError<{ cause: 'off' | 'failed'; found: string }> {
  readonly code = 'PREDICTION_FAILED';
  readonly isRetryable = true;
}

/** 403 is the venue's firewall, which shuts out for some minutes; 451 would be for good. */
const transientClientErrors = [403, 408, 418, 429];

const isTransientHttpStatus = (status: number): boolean => status >= 500 || transientClientErrors.includes(status);
