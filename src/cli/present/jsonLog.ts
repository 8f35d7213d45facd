import { destination, pino, type LevelWithSilent, type Logger } from 'pino';

/** A log of JSON lines on standard output, written asynchronously. */
export interface JsonLog {
  readonly log: Logger;
  /** Resolves when every line is written, or can no longer be. */
  readonly close: () => Promise<void>;
}

/** A reader that has stopped reading, without going away, does not keep the process. */
const longestFlushMs = 500;

/** `onClosed` is called when nobody reads any more. */
export function jsonLog(level: LevelWithSilent, onClosed: () => void): JsonLog {
  const out = destination({ fd: 1, sync: false });
  let isClosed = false;
  out.on('error', () => {
    isClosed = true;
    onClosed();
  });
  return {
    log: pino({ base: null, level, timestamp: pino.stdTimeFunctions.isoTime }, out),
    close: () =>
      new Promise((resolve) => {
        if (isClosed) {
          resolve();
          return;
        }
        setTimeout(resolve, longestFlushMs).unref();
        out.once('close', () => resolve()).once('error', () => resolve());
        out.end();
      }),
  };
}
