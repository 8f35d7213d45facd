import { onOutputClosed } from './output.js';

type StopCause = 'signal' | 'time' | 'outputClosed';

/** What ends a command from outside: SIGINT, SIGTERM, the time that was given to it, or nobody reading any more. */
export interface StopSignal {
  /** Aborts when the command is to end. */
  readonly signal: AbortSignal;
  /** Aborts when someone waits for the end: then or later, on SIGINT, SIGTERM, or when nobody reads any more. */
  readonly hurry: AbortSignal;
  readonly cause: StopCause | undefined;
  readonly stop: (cause: StopCause) => void;
  readonly dispose: () => void;
}

/**
 * `npm start` passes a Ctrl-C on that the terminal has sent to us as well: the same key, twice. Only what comes later is
 * a second one.
 */
const sameKeyMs = 500;
const secondSignalExitCode = 130;

/** Listens from now on. A second Ctrl-C ends the process at once, whatever it is doing. */
export function stopSignal(afterMs?: number): StopSignal {
  const ending = new AbortController();
  const hurrying = new AbortController();
  let cause: StopCause | undefined;
  let signalledAtMs: number | undefined;
  const stop = (why: StopCause): void => {
    cause ??= why;
    ending.abort();
    if (why !== 'time') hurrying.abort();
  };
  const onSignal = (): void => {
    const nowMs = performance.now();
    signalledAtMs ??= nowMs;
    if (nowMs - signalledAtMs > sameKeyMs) process.exit(secondSignalExitCode);
    stop('signal');
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const ignoreOutput = onOutputClosed(() => stop('outputClosed'));
  const timeout = afterMs === undefined ? undefined : setTimeout(() => stop('time'), afterMs);
  return {
    signal: ending.signal,
    hurry: hurrying.signal,
    get cause() {
      return cause;
    },
    stop,
    dispose: () => {
      clearTimeout(timeout);
      ignoreOutput();
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
