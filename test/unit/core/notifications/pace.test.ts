import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../../../src/core/notifications/pace.js';

const telegramGroup = [
  { count: 1, perMs: 1_000 },
  { count: 20, perMs: 60_000 },
];

/** The most that went in any stretch of this length. */
const mostWithin = (atMs: readonly number[], perMs: number): number =>
  Math.max(0, ...atMs.map((fromMs) => atMs.filter((ms) => ms >= fromMs && ms < fromMs + perMs).length));

describe('Pace', () => {
  it('lets everything go without limits', () => {
    const pace = new Pace([]);
    for (let i = 0; i < 5; i += 1) pace.went(7);
    expect(pace.freeAtMs(7)).toBe(7);
  });

  it('lets one a second go, and the twenty-first only a minute after the first', () => {
    const pace = new Pace(telegramGroup);
    const went: number[] = [];
    for (let nowMs = 0; went.length < 22; nowMs = pace.freeAtMs(nowMs)) {
      went.push(nowMs);
      pace.went(nowMs);
    }
    expect(went.slice(0, 3)).toEqual([0, 1_000, 2_000]);
    expect(went.slice(19)).toEqual([19_000, 60_000, 61_000]);
  });

  it('never lets more go than every limit allows, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 30, maxLength: 120 }), (gaps) => {
        const pace = new Pace(telegramGroup);
        const went: number[] = [];
        let nowMs = 0;
        for (const gapMs of gaps) {
          nowMs = pace.freeAtMs(nowMs + gapMs);
          went.push(nowMs);
          pace.went(nowMs);
        }
        expect(mostWithin(went, 1_000)).toBe(1);
        expect(mostWithin(went, 60_000)).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('counts what went in an earlier run', () => {
    const earlier = Array.from({ length: 30 }, (_, i) => 100_000 - i * 1_500);
    expect(new Pace(telegramGroup, earlier).freeAtMs(100_100)).toBe(100_000 - 19 * 1_500 + 60_000);
  });

  it('does not wait for a clock that was set back', () => {
    const pace = new Pace(telegramGroup);
    pace.went(3_600_000);
    expect(pace.freeAtMs(5)).toBe(5);
  });
});
