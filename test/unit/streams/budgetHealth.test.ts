import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ConnectionBudget, RestBudget } from '../../../src/ports/marketData.js';
import { toConnectionBudgetHealth, toRestBudgetHealth } from '../../../src/streams/budgetHealth.js';

const rest: RestBudget = {
  calls: 0,
  weight: 0,
  usedWeight: 0,
  limitWeight: 2_400,
  waiting: 0,
  rateLimited: 0,
  blockedUntilMs: 0,
};
const connections: ConnectionBudget = { opened: 0, inWindow: 0, limit: 300, waiting: 0 };

function watchedRest() {
  const clock = { nowMs: 0, now: () => clock.nowMs };
  const budget$ = new Subject<RestBudget>();
  const told: string[] = [];
  budget$
    .pipe(toRestBudgetHealth({ periodMs: 5_000, scheduler: clock }))
    .subscribe(({ usedWeight, waiting, isRefresh }) =>
      told.push(`${usedWeight}/${waiting}${isRefresh ? ' again' : ''}`),
    );
  return { clock, budget$, told };
}

describe('the request weight', () => {
  it('is told at first, then no more often than every period while only its figures change', () => {
    const { clock, budget$, told } = watchedRest();
    for (let usedWeight = 0; usedWeight < 120; usedWeight += 1) {
      clock.nowMs = usedWeight * 100;
      budget$.next({ ...rest, usedWeight });
    }
    expect(told).toEqual(['0/0', '50/0 again', '100/0 again']);
  });

  it('is told at once when requests begin or cease to wait', () => {
    const { budget$, told } = watchedRest();
    for (const waiting of [0, 1, 2, 1, 0]) budget$.next({ ...rest, waiting });
    expect(told).toEqual(['0/0', '0/1', '0/0']);
  });

  it('is told at once when the exchange shuts us out, for longer, and no more', () => {
    const { budget$, told } = watchedRest();
    for (const blockedUntilMs of [0, 9_000, 9_000, 30_000, 0]) budget$.next({ ...rest, blockedUntilMs });
    expect(told).toHaveLength(4);
  });

  it('is told again when the clock was set back', () => {
    const { clock, budget$, told } = watchedRest();
    clock.nowMs = 1_000_000;
    budget$.next(rest);
    clock.nowMs = 0;
    budget$.next({ ...rest, usedWeight: 5 });
    expect(told).toEqual(['0/0', '5/0 again']);
  });
});

it('the allowance of connections is told at once when some wait, and when it is used up', () => {
  const budget$ = new Subject<ConnectionBudget>();
  const told: string[] = [];
  budget$
    .pipe(toConnectionBudgetHealth({ periodMs: 5_000, scheduler: { now: () => 0 } }))
    .subscribe(({ inWindow, limit, waiting }) => told.push(`${inWindow}/${limit} ${waiting}`));
  budget$.next(connections);
  budget$.next({ ...connections, inWindow: 299 });
  budget$.next({ ...connections, inWindow: 300 });
  budget$.next({ ...connections, inWindow: 300, waiting: 1 });
  budget$.next({ ...connections, inWindow: 300, waiting: 7 });
  budget$.next({ ...connections, inWindow: 299 });
  expect(told).toEqual(['0/300 0', '300/300 0', '300/300 1', '299/300 0']);
});
