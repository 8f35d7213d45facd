const closedCodes = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/** True for a write to a pipe or terminal that nobody reads any more, as in `candlewick | head -1`. */
const isOutputClosed = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && closedCodes.has(String(error.code));

/** Calls `then` when standard output is closed. Returns what takes the listener off again. */
export function onOutputClosed(then: () => void): () => void {
  const onError = (error: Error): void => {
    if (isOutputClosed(error)) then();
  };
  process.stdout.on('error', onError);
  return () => process.stdout.off('error', onError);
}

/** A reader that has gone away is no reason for a stack trace: what is left to say is dropped. */
export function survivePipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!isOutputClosed(error)) throw error;
    });
  }
}
