import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotationDelayMs } from '../../../src/core/feeds/rotation.js';

const hourMs = 3_600_000;
const rotation = { lifetimeMs: 23 * hourMs, minuteOfHour: 7, staggerMs: 15_000 };
const midnight = Date.UTC(2026, 0, 1);

describe('rotationDelayMs', () => {
  it.each([
    { connection: 1, at: midnight, expected: 22 * hourMs + 7 * 60_000 },
    { connection: 1, at: midnight + 7 * 60_000, expected: 23 * hourMs },
    { connection: 3, at: midnight, expected: 22 * hourMs + 7 * 60_000 + 30_000 },
  ])('connection $connection begun at $at is replaced after $expected ms', ({ connection, at, expected }) => {
    expect(rotationDelayMs(at, connection, rotation)).toBe(expected);
  });

  it('is within the hour before the lifetime is over, at the minute, staggered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * hourMs }), fc.integer({ min: 1, max: 60 }), (sinceMs, connection) => {
        const at = midnight + sinceMs;
        const delayMs = rotationDelayMs(at, connection, rotation);
        const offsetMs = ((connection - 1) * rotation.staggerMs) % (hourMs / 2);
        expect(delayMs).toBeLessThanOrEqual(rotation.lifetimeMs);
        expect(delayMs).toBeGreaterThan(rotation.lifetimeMs - hourMs);
        expect((at + delayMs - offsetMs - 7 * 60_000) % hourMs).toBe(0);
      }),
    );
  });

  it('without a minute, or with a lifetime of less than two hours, only staggers', () => {
    expect(rotationDelayMs(midnight, 1, { ...rotation, minuteOfHour: null })).toBe(23 * hourMs);
    expect(rotationDelayMs(midnight, 2, { ...rotation, minuteOfHour: null })).toBe(23 * hourMs - 15_000);
    expect(rotationDelayMs(midnight, 2, { ...rotation, lifetimeMs: 20_000 })).toBe(10_000);
  });
});
