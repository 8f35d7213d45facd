/** One line on a terminal that is written over and over; nothing elsewhere. */
export interface Progress {
  readonly show: (what: string, done: number, total: number) => void;
  readonly clear: () => void;
}

const shortestPauseMs = 100;

/** On standard error, so that standard output holds nothing but results. */
export function progressOn(out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>): Progress {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    show: (what, done, total) => {
      const nowMs = performance.now();
      if (!out.isTTY || nowMs - shownAtMs < shortestPauseMs) return;
      shownAtMs = nowMs;
      out.write(`\r\u001b[K${what} ${done}/${total} (${Math.floor((100 * done) / Math.max(1, total))} %)`);
    },
    clear: () => {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}
