/** What ends a run from outside: SIGINT, SIGTERM, or the time that was given to it. */
export interface StopSignal {
  readonly signal: AbortSignal;
  readonly cause: 'signal' | 'time' | undefined;
  readonly dispose: () => void;
}

/** A second signal ends the process at once: Ctrl-C always works. */
export function stopSignal(afterMs?: number): StopSignal {
  const controller = new AbortController();
  let cause: StopSignal['cause'];
  const stop = (why: 'signal' | 'time'): void => {
    cause ??= why;
    controller.abort();
  };
  const onSignal = (): void => {
    if (cause === 'signal') process.exit(130);
    stop('signal');
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const timeout = afterMs === undefined ? undefined : setTimeout(() => stop('time'), afterMs);
  return {
    signal: controller.signal,
    get cause() {
      return cause;
    },
    dispose: () => {
      clearTimeout(timeout);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
