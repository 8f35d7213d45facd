import { median, significant } from '../lib/stats.js';

/**
 * Plays rounds of one and the other in turn, one pair for warming up, and returns the cycles of each:
 * `{ [name]: cycle[] }`. `variants`: functions by name that play one round and resolve to its cycles.
 */
export async function inTurn(variants, rounds) {
  const cycles = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, play] of Object.entries(variants)) {
      const played = await play(round);
      if (round >= 0) cycles[name].push(...played);
    }
  }
  return cycles;
}

const upTo = (share, values) => [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1];
const figures = {
  'cycle, ms': (cycles) => median(cycles.map(({ ownMs }) => ownMs)),
  'late, ms': (cycles) => median(cycles.map(({ lateMs }) => lateMs)),
  'trigger to result, ms': (cycles) => median(cycles.map(({ answeredMs }) => answeredMs)),
  '9 of 10 within, ms': (cycles) =>
    upTo(
      0.9,
      cycles.map(({ answeredMs }) => answeredMs),
    ),
  'longest other turn, ms': (cycles) => median(cycles.map(({ idleTurnMs }) => idleTurnMs)),
};

/** A row for each variant. */
export const rowsOf = (cyclesByName) =>
  Object.entries(cyclesByName).map(([name, cycles]) => ({
    '': name,
    cycles: cycles.length,
    ...Object.fromEntries(Object.entries(figures).map(([title, of]) => [title, significant(of(cycles))])),
  }));

/** That a variant's cycles are no slower than those of the other, by themselves and from their trigger on. */
export function claimsOf(cyclesByName, { loaded, plain }) {
  const ratio = (figure) => significant(figures[figure](cyclesByName[loaded]) / figures[figure](cyclesByName[plain]));
  return [
    ['cycle, ms', 'cycle time'],
    ['trigger to result, ms', 'trigger to result'],
    ['9 of 10 within, ms', 'trigger to result, 9 of 10 cycles'],
  ].map(([figure, words]) => ({
    claim: `${words}, ${loaded} against ${plain}`,
    value: ratio(figure),
    unit: '×',
    limit: 1.1,
  }));
}

/** What the columns mean. */
export const roundsNote =
  'Rounds of 10 cycles in turn, in one process. Every cycle falls due right behind the closes of 600 symbols, which come ' +
  'within 0.1 s, and computes all of them. Late is what it waits for others; trigger to ' +
  'result holds both. The longest other turn is the longest time in a minute of the market that something held the thread ' +
  'which was neither the feed nor the scan: the loop beside it, the garbage collector, or another process.';
