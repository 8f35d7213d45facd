import { defer, NEVER, startWith, VirtualTimeScheduler, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { makeBeforeBreak } from '../../src/operators/makeBeforeBreak.js';
import { marbles } from './virtualTime.js';

/** The given connections one after the other; the last serves all further ones. */
const each = (connections: readonly Observable<string>[]): Observable<string> => {
  let next = 0;
  return defer(() => connections[Math.min(next++, connections.length - 1)] ?? NEVER);
};
const options = { replaceAfterMs: () => 6, overlapMs: 2, isDelivery: (value: string) => value !== '?' };

describe('makeBeforeBreak', () => {
  it(
    'lets go of the old connection only when the new one has delivered, and a little later',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -a-b-c-d-e-f-g-h-');
      const second = cold('       --x-y-z-');
      const out$ = makeBeforeBreak(each([first, second, cold('------')]), options);
      expectObservable(out$, '^----------------!').toBe('-a-b-c-dxey-z-');
      expectSubscriptions(first.subscriptions).toBe('^---------!');
      expectSubscriptions(second.subscriptions).toBe('------^----------!');
    }),
  );

  it(
    'keeps the old one while the new one does not deliver: what it says about itself is no delivery',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('a-b-c-d-e-f-g-h-');
      const second = cold('     -?----');
      expectObservable(makeBeforeBreak(each([first, second]), options), '^----------!').toBe('a-b-c-d?e-f');
      expectSubscriptions(first.subscriptions).toBe('^----------!');
    }),
  );

  it(
    'when several replacements wait, the first that delivers takes over from all before it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(' a----------------');
      const second = cold('-----------------');
      const third = cold(' -x---------------');
      expectObservable(makeBeforeBreak(each([first, second, third]), options), '^----------------!').toBe(
        'a------------x',
      );
      expectSubscriptions(first.subscriptions).toBe('^--------------!');
      expectSubscriptions(second.subscriptions).toBe('------^--------!');
      expectSubscriptions(third.subscriptions).toBe('------------^----!');
    }),
  );

  it(
    'says farewell of each connection that it lets go, in its place, and of no other',
    marbles(({ cold, expectObservable }) => {
      const first = cold('  -a-b-c-d-e-f-g-h-');
      const second = cold('       --x-y---z-');
      const farewell = (index: number): readonly string[] => [String(index)];
      const out$ = makeBeforeBreak(each([first, second, cold('------')]), { ...options, farewell });
      expectObservable(out$, '^----------------!').toBe('-a-b-c-dxe(y0)z-');
    }),
  );

  it(
    'passes an error of whichever connection fails',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('a------#');
      const second = cold('     ------');
      expectObservable(makeBeforeBreak(each([first, second]), options)).toBe('a------#');
      expectSubscriptions(second.subscriptions).toBe('------^!');
    }),
  );

  it('holds one subscription at rest, none at the end, and no timer after it', () => {
    const scheduler = new VirtualTimeScheduler();
    let open = 0;
    const connection$ = defer(() => {
      open += 1;
      return NEVER.pipe(startWith('a'));
    });
    const seen: number[] = [];
    const subscription = makeBeforeBreak(connection$, { ...options, scheduler }).subscribe(() =>
      seen.push(scheduler.now()),
    );
    scheduler.schedule(() => subscription.unsubscribe(), 20);
    scheduler.flush();
    expect(seen).toEqual([0, 6, 12, 18]);
    expect(open).toBe(4);
    expect(scheduler.actions).toEqual([]);
  });
});
