import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../src/simulator/rateLimiter.js';

const minuteMs = 60_000;
const setUp = () => {
  const clock = { nowMs: 100 * minuteMs + 15_000 };
  const limiter = new RateLimiter({ limitPerMinute: 100, wallNowMs: () => clock.nowMs });
  return { clock, limiter };
};
const kindsOf = (limiter: RateLimiter, count: number): string[] =>
  Array.from({ length: count }, () => limiter.spend('a', 1).kind);

describe('RateLimiter', () => {
  it('adds up weights and accepts until the limit is passed', () => {
    const { limiter } = setUp();
    expect(limiter.spend('a', 60)).toEqual({ kind: 'accepted', usedWeight: 60 });
    expect(limiter.spend('a', 40)).toEqual({ kind: 'accepted', usedWeight: 100 });
    expect(limiter.spend('a', 1)).toEqual({ kind: 'tooMany', usedWeight: 101, retryAfterMs: 45_000 });
  });

  it('counts each address on its own', () => {
    const { limiter } = setUp();
    limiter.spend('a', 200);
    expect(limiter.spend('b', 1)).toEqual({ kind: 'accepted', usedWeight: 1 });
  });

  it('forgets at the full wall minute', () => {
    const { limiter, clock } = setUp();
    limiter.spend('a', 200);
    clock.nowMs += 44_999;
    expect(limiter.spend('a', 1).kind).toBe('tooMany');
    clock.nowMs += 1;
    expect(limiter.spend('a', 1)).toEqual({ kind: 'accepted', usedWeight: 1 });
  });

  it('bans a client that ignores ten refusals, for two minutes', () => {
    const { limiter, clock } = setUp();
    limiter.spend('a', 100);
    expect(kindsOf(limiter, 10)).toEqual(Array.from({ length: 10 }, () => 'tooMany'));
    const ban = limiter.spend('a', 1);
    expect(ban).toEqual({
      kind: 'banned',
      usedWeight: 111,
      retryAfterMs: 2 * minuteMs,
      bannedUntilMs: clock.nowMs + 2 * minuteMs,
    });
    clock.nowMs += 2 * minuteMs;
    expect(limiter.spend('a', 1).kind).toBe('accepted');
  });

  it('begins a ban anew for requests during it', () => {
    const { limiter, clock } = setUp();
    limiter.spend('a', 100);
    kindsOf(limiter, 11);
    clock.nowMs += 90_000;
    expect(limiter.spend('a', 1)).toMatchObject({ kind: 'banned', bannedUntilMs: clock.nowMs + 2 * minuteMs });
  });

  it('doubles the second ban', () => {
    const { limiter, clock } = setUp();
    limiter.spend('a', 100);
    kindsOf(limiter, 11);
    clock.nowMs += 2 * minuteMs;
    limiter.spend('a', 100);
    kindsOf(limiter, 10);
    expect(limiter.spend('a', 1)).toMatchObject({ kind: 'banned', retryAfterMs: 4 * minuteMs });
  });
});
