import { interval, observeOn, of, take, timer, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { MarketScheduler } from '../../../src/app/marketScheduler.js';

const at = (speed: number, exchangeTimeMs = 1_000_000) => {
  const wall = new VirtualTimeScheduler();
  const market = new MarketScheduler({ speed, sample: { exchangeTimeMs, receivedAtMs: 0 }, base: wall });
  return { wall, market };
};

describe('MarketScheduler', () => {
  it('runs `speed` times as fast as the wall', () => {
    const { wall, market } = at(60);
    const seen: (readonly [number, number])[] = [];
    interval(60_000, market)
      .pipe(take(3))
      .subscribe(() => seen.push([wall.now(), market.now()]));
    wall.flush();
    expect(seen).toEqual([
      [1_000, 1_060_000],
      [2_000, 1_120_000],
      [3_000, 1_180_000],
    ]);
  });

  it('serves timers of one shot, periods and absolute dates', () => {
    const { wall, market } = at(10);
    const seen: number[] = [];
    timer(500, 1_000, market)
      .pipe(take(2))
      .subscribe(() => seen.push(wall.now()));
    timer(new Date(1_003_000), market).subscribe(() => seen.push(wall.now()));
    wall.flush();
    expect(seen).toEqual([50, 150, 300]);
  });

  it('lets go of its work when unsubscribed, also between two runs', () => {
    const { wall, market } = at(10);
    let runs = 0;
    const subscription = interval(100, market).subscribe(() => {
      runs += 1;
      if (runs === 2) subscription.unsubscribe();
    });
    wall.flush();
    expect(runs).toBe(2);
  });

  it('can carry operators that reschedule or end their own action', () => {
    const { wall, market } = at(10);
    const seen: number[] = [];
    of(1, 2)
      .pipe(observeOn(market, 30))
      .subscribe((value) => seen.push(value, wall.now()));
    wall.flush();
    expect(seen).toEqual([1, 3, 2, 3]);
  });

  it('believes the sample that arrived fastest: the exchange is never behind its own answer', () => {
    const { market } = at(1);
    market.sync([
      { exchangeTimeMs: 5_000, receivedAtMs: 100 },
      { exchangeTimeMs: 5_040, receivedAtMs: 120 },
      { exchangeTimeMs: 5_050, receivedAtMs: 160 },
    ]);
    expect(market.offsetMs).toBe(4_920);
    market.sync([]);
    expect(market.offsetMs).toBe(4_920);
  });

  it('follows a clock that stepped back', () => {
    const { market } = at(1);
    market.sync([{ exchangeTimeMs: 10, receivedAtMs: 0 }]);
    expect(market.now()).toBe(10);
  });

  it('refuses a speed that is not above 0', () => {
    expect(() => at(0)).toThrow('speed must be above 0, was 0');
  });
});
