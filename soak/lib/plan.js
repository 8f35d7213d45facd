import { chaosFaults } from '../../dist/simulator/index.js';

const minuteMs = 60_000;
/** Without a `Retry-After` a client has to wait for the exchange's next minute. */
const longestBlockMs = minuteMs;
/** A fault that waits for something to hit waits at least this long: not every moment has a final or a request. */
const leastWaitMs = 8_000;

/**
 * `count` faults of all kinds within `overMs`, at random but the same for the same seed, the last of them over by then.
 * Nothing in them goes on for so long that the quiet afterwards, `quietMs`, would not be enough to recover.
 */
export function planFaults({ count, overMs, quietMs, seed }) {
  if (count === 0) return [];
  const schedule = chaosFaults({ ratePerMinute: (count * minuteMs) / overMs, seed });
  const drawn = Array.from({ length: count }, () => schedule.next().value);
  const share = overMs / Math.max(overMs, drawn.at(-1).atMs + 1);
  return drawn.map((fault) => {
    const atMs = Math.floor(fault.atMs * share);
    const waitsMs = fault.count === undefined ? fault.forMs : Math.max(fault.forMs, leastWaitMs);
    const forMs = waitsMs === undefined ? undefined : Math.min(waitsMs, overMs - atMs);
    const planned = { ...fault, atMs, ...(forMs !== undefined && { forMs }) };
    const isLate = atMs + (forMs ?? 0) + longestBlockMs > overMs + quietMs;
    return fault.kind === 'rest429' && isLate ? { ...planned, retryAfter: true } : planned;
  });
}
