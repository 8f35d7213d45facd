import { describe, expect, it } from 'vitest';
import { retryAtMs } from '../../../src/adapters/binance/retryAt.js';

// 10 s into a minute.
const receivedAtMs = 1_790_771_410_000;
const ban = 'Way too many requests; IP(203.0.113.7) banned until 1790772000000. Please use the websocket.';
const dateOf = (ms: number): string => new Date(ms).toUTCString();

const waitMs = (httpStatus: number, headers: Record<string, string>, body = ''): number =>
  retryAtMs({ httpStatus, headers, body, receivedAtMs }) - receivedAtMs;

describe('retryAtMs', () => {
  it('takes Retry-After in seconds before all else', () => {
    expect(waitMs(429, { 'retry-after': '7' })).toBe(7_000);
    expect(waitMs(418, { 'retry-after': '90' }, ban)).toBe(90_000);
    expect(waitMs(429, { 'retry-after': '0' })).toBe(0);
  });

  it('reads "banned until"', () => {
    expect(waitMs(418, {}, ban)).toBe(590_000);
  });

  it("takes the venue's instants on the venue's clock", () => {
    const venueAhead = { date: dateOf(receivedAtMs + 300_000) };
    expect(waitMs(418, venueAhead, ban)).toBe(290_000);
    expect(waitMs(429, { date: dateOf(receivedAtMs + 20_000) })).toBe(30_000);
  });

  it('waits for the next minute after a 429 that says nothing', () => {
    expect(waitMs(429, {})).toBe(50_000);
  });

  it('waits two minutes after a ban that says nothing, or that is over by its own words', () => {
    expect(waitMs(418, {})).toBe(120_000);
    expect(waitMs(418, {}, 'IP banned until 1490772000000')).toBe(120_000);
    expect(waitMs(418, { 'retry-after': 'soon', date: 'never' })).toBe(120_000);
  });
});
