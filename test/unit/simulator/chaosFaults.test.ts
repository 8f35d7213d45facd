import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chaosFaults, checkChaos, type ChaosOptions } from '../../../src/simulator/faults/chaosFaults.js';
import { chaosKindNames, faultKindNames, rulesOf } from '../../../src/simulator/faults/faultKinds.js';
import { readFaultSpec } from '../../../src/simulator/faults/readFaultScript.js';

const take = (count: number, options: ChaosOptions) => {
  const schedule = chaosFaults(options);
  return Array.from({ length: count }, () => schedule.next().value);
};

describe('chaosFaults', () => {
  it('the same seed gives the same faults, another seed others', () => {
    const options = { ratePerMinute: 60, seed: 7 };
    expect(take(500, options)).toEqual(take(500, options));
    expect(take(500, options)).not.toEqual(take(500, { ...options, seed: 8 }));
  });

  it('every kind that needs no orders comes once a round, in orders of their own', () => {
    const kinds = take(3 * chaosKindNames.length, { ratePerMinute: 60, seed: 1 }).map(({ kind }) => kind);
    const rounds = [0, 1, 2].map((round) =>
      kinds.slice(round * chaosKindNames.length, (round + 1) * chaosKindNames.length),
    );
    for (const round of rounds) expect([...round].sort()).toEqual([...chaosKindNames].sort());
    expect(rounds[0]).not.toEqual(rounds[1]);
    expect(faultKindNames.filter((kind) => !chaosKindNames.includes(kind))).toEqual([
      'orderTimeout',
      'orderUnknown',
      'orderRejected',
      'orderReplyLate',
      'orderEventsLate',
      'orderEventTwice',
      'orderDisconnect',
    ]);
  });

  it('comes at its rate, in the order of time', () => {
    const times = take(5_000, { ratePerMinute: 100, seed: 3 }).map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(5_000 / (times.at(-1)! / 60_000)).toBeGreaterThan(93);
    expect(5_000 / (times.at(-1)! / 60_000)).toBeLessThan(107);
  });

  it('gives only faults a script may hold, within the bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 60_000 }), (seed, maxForMs) => {
        for (const fault of take(100, { ratePerMinute: 60, seed, maxForMs, kinds: faultKindNames })) {
          expect(readFaultSpec(fault)).toBe(fault);
          if (fault.forMs !== undefined) expect(fault.forMs).toBeLessThanOrEqual(Math.max(200, maxForMs));
          if (rulesOf(fault.kind).course === 'hits') expect(fault.count).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('clock steps never lead further than half a minute', () => {
    let offsetMs = 0;
    for (const fault of take(300, { ratePerMinute: 60, seed: 5, kinds: ['clockStep'] })) {
      if (fault.kind === 'clockStep') offsetMs += fault.offsetMs ?? 0;
      expect(Math.abs(offsetMs)).toBeLessThanOrEqual(30_000);
    }
  });

  it.each<[Partial<ChaosOptions>, string]>([
    [{ ratePerMinute: -1 }, 'chaos.ratePerMinute: found -1, expected a number above 0'],
    [{ seed: 1.5 }, 'chaos.seed: found 1.5, expected a whole number'],
    [{ kinds: [] }, 'chaos.kinds: found 0, expected at least one kind of fault'],
    [{ maxForMs: 0 }, 'chaos.maxForMs: found 0, expected milliseconds above 0'],
  ])('%o is bad input', (change, message) => {
    expect(() => checkChaos({ ratePerMinute: 1, seed: 1, ...change })).toThrow(message);
  });
});
