import { describe, expect, it } from 'vitest';
import { SpendLog } from '../../../src/adapters/binance/spendLog.js';

const startMs = 1_790_000_000_000;

describe('SpendLog', () => {
  it('counts a request from its sending until a minute after its answer', () => {
    const log = new SpendLog(60_000);
    log.send(5);
    expect(log.used(startMs)).toBe(5);
    log.settle(5, startMs + 2_000);
    expect(log.used(startMs + 61_999)).toBe(5);
    expect(log.used(startMs + 62_000)).toBe(0);
  });

  it('counts a request without an answer for ever', () => {
    const log = new SpendLog(60_000);
    log.send(5);
    expect(log.used(startMs + 3_600_000)).toBe(5);
    expect(log.fallsToAtMs(4, startMs)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is corrected upward, for a minute, and never downward', () => {
    const log = new SpendLog(60_000);
    log.send(10);
    log.correct(100, startMs);
    expect(log.used(startMs)).toBe(100);
    log.correct(30, startMs + 1_000);
    expect(log.used(startMs + 1_000)).toBe(100);
    log.correct(101, startMs + 2_000);
    expect(log.used(startMs + 2_000)).toBe(101);
    expect(log.used(startMs + 60_000)).toBe(11);
  });

  it('says when there is room', () => {
    const log = new SpendLog(60_000);
    for (const [weight, atMs] of [
      [10, 0],
      [20, 1_000],
      [30, 2_000],
    ] as const) {
      log.send(weight);
      log.settle(weight, startMs + atMs);
    }
    const nowMs = startMs + 3_000;
    expect(log.fallsToAtMs(60, nowMs)).toBe(nowMs);
    expect(log.fallsToAtMs(59, nowMs)).toBe(startMs + 60_000);
    expect(log.fallsToAtMs(50, nowMs)).toBe(startMs + 60_000);
    expect(log.fallsToAtMs(49, nowMs)).toBe(startMs + 61_000);
    expect(log.fallsToAtMs(0, nowMs)).toBe(startMs + 62_000);
  });

  it('does not make a minute longer when the wall clock is set back', () => {
    const log = new SpendLog(60_000);
    log.send(10);
    log.settle(10, startMs);
    const backMs = startMs - 3_600_000;
    expect(log.used(backMs)).toBe(10);
    log.send(5);
    log.settle(5, backMs + 1_000);
    expect(log.used(backMs + 60_000)).toBe(5);
    expect(log.used(backMs + 61_000)).toBe(0);
  });
});
