import { VirtualAction, VirtualTimeScheduler } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { expect } from 'vitest';

/** Runs a marble test written in TypeScript: `it('…', marbles(({ cold, expectObservable }) => { … }))`. */
export const marbles =
  (test: (helpers: RunHelpers) => void): (() => void) =>
  () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
  };

/** A scheduler as replay uses it: its frame is epoch milliseconds, and nothing but it is virtual. */
export function epochScheduler(startMs: number): VirtualTimeScheduler {
  const scheduler = new VirtualTimeScheduler(VirtualAction, Infinity);
  scheduler.frame = startMs;
  return scheduler;
}
