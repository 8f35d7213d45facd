import { BadInputError, ScannerError } from '../domain/errors.js';
import type { ThreadError } from './threadMessages.js';

/** Takes an error apart for the journey between threads. */
export function packError(error: unknown): ThreadError {
  if (!(error instanceof Error))
    return { code: undefined, message: String(error), details: undefined, stack: undefined };
  const isScannerError = error instanceof ScannerError;
  return {
    code: isScannerError ? error.code : undefined,
    message: error.message,
    details: isScannerError ? error.details : undefined,
    stack: error.stack,
  };
}

/** Puts it together again: bad input is a `BadInputError` as it was, anything else a bug with the thread's stack. */
export function unpackError({ code, message, details, stack }: ThreadError): Error {
  if (code === 'BAD_INPUT') return new BadInputError(message, { place: 'simulator', ...details });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
