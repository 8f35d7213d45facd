import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs } from '../../src/operators/backoffDelayMs.js';

const longest = { baseMs: 500, capMs: 30_000, random: () => 1 };

describe('the longest delay', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [6, 16_000],
    [7, 30_000],
    [8, 30_000],
    [5_000, 30_000],
  ])('before attempt %i is %i ms', (attempt, delayMs) => {
    expect(backoffDelayMs(attempt, longest)).toBe(delayMs);
  });
});

it.each([
  [0, 0],
  [0.25, 500],
  [0.3333, 667],
  [0.5, 1_000],
])('draws %d as %i of 2000 ms', (drawn, delayMs) => {
  expect(backoffDelayMs(3, { ...longest, random: () => drawn })).toBe(delayMs);
});

it('is a whole number of milliseconds between 0 and the cap, whatever the attempt', () => {
  const curve = fc.record({
    baseMs: fc.nat(60_000),
    capMs: fc.nat(600_000),
    drawn: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 100_000 }), ({ baseMs, capMs, drawn }, attempt) => {
      const delayMs = backoffDelayMs(attempt, { baseMs, capMs, random: () => drawn });
      expect(Number.isInteger(delayMs)).toBe(true);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(capMs);
    }),
  );
});
