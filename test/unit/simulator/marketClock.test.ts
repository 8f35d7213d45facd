import { describe, expect, it } from 'vitest';
import { marketClock } from '../../../src/simulator/marketClock.js';

describe('marketClock', () => {
  it('runs `speed` times as fast as the wall', () => {
    let wallMs = 5_000;
    const clock = marketClock({ startMs: 1_000_000, speed: 60, wallNowMs: () => wallMs });
    expect(clock.nowMs()).toBe(1_000_000);
    wallMs += 1_500;
    expect(clock.nowMs()).toBe(1_090_000);
    expect(clock.wallMsUntil(1_120_000)).toBe(500);
    expect(clock.wallMsUntil(1_000_000)).toBe(0);
  });

  it('stands still at the end of the market', () => {
    let wallMs = 0;
    const clock = marketClock({ startMs: 1_000, endMs: 1_500, wallNowMs: () => wallMs });
    wallMs = 10_000;
    expect(clock.nowMs()).toBe(1_500);
    expect(clock.wallMsUntil(1_501)).toBe(Number.POSITIVE_INFINITY);
  });
});
