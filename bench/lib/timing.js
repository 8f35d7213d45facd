import { median } from './stats.js';

/**
 * Median wall milliseconds of each of `works` (a record of functions), all run in turn in every round so that they meet
 * the same conditions; the first `warmUpRounds` are not counted. `prepare` runs before each, outside of the time.
 */
export function medianMs(works, { rounds, warmUpRounds = 10, prepare = () => undefined }) {
  const names = Object.keys(works);
  const durationsMs = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const name of names) {
      prepare();
      const startedMs = performance.now();
      works[name]();
      if (round >= 0) durationsMs[name].push(performance.now() - startedMs);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(durationsMs[name])]));
}

/** Wall milliseconds until `work` is done; it may be asynchronous. */
export async function timedMs(work) {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
