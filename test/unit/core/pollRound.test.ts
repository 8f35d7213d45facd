import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PollRound } from '../../../src/core/feeds/pollRound.js';

const askAll = (round: PollRound<string>, times: number): (string | undefined)[] =>
  Array.from({ length: times }, () => {
    const one = round.next();
    if (one !== undefined) round.answered(one);
    return one;
  });

describe('PollRound', () => {
  it('asks everyone in the order given, and again from the first', () => {
    const round = new PollRound<string>(1);
    round.want(['a', 'b', 'c']);
    expect(askAll(round, 7).join('')).toBe('abcabca');
  });

  it('has nobody to ask when nobody is wanted', () => {
    const round = new PollRound<string>(1);
    expect(round.next()).toBeUndefined();
    round.want(['a']);
    expect(round.want([])).toEqual(['a']);
    expect([round.next(), round.size, round.has('a')]).toEqual([undefined, 0, false]);
  });

  it('asks newcomers before the others, who keep their order', () => {
    const round = new PollRound<string>(1);
    round.want(['a', 'b', 'c']);
    askAll(round, 1);
    expect(round.want(['c', 'y', 'a', 'z', 'b'])).toEqual([]);
    expect(askAll(round, 5).join('')).toBe('yzbca');
  });

  it('has so many under way, none of them twice', () => {
    const round = new PollRound<string>(2);
    round.want(['a', 'b', 'c']);
    expect([round.next(), round.next(), round.next()]).toEqual(['a', 'b', undefined]);
    round.answered('b');
    expect([round.next(), round.next()]).toEqual(['c', undefined]);
    round.answered('c');
    expect([round.next(), round.next()]).toEqual(['b', undefined]);
  });

  it('does not ask one again who left and came back while under way', () => {
    const round = new PollRound<string>(2);
    round.want(['a']);
    expect(round.next()).toBe('a');
    round.want([]);
    round.want(['a']);
    expect(round.next()).toBeUndefined();
    round.answered('a');
    expect(round.next()).toBe('a');
  });

  it('passes nobody over: who is wanted all the time is asked once in as many turns as there are others', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.record({ others: names, turns: fc.integer({ min: 0, max: 12 }) })), (steps) => {
        const round = new PollRound<string>(3);
        let newcomers = 0;
        let turnsSinceAsked = 0;
        let before: readonly string[] = [];
        for (const { others, turns } of steps) {
          round.want(['x', ...others]);
          newcomers += others.filter((one) => !before.includes(one)).length;
          before = others;
          for (const one of askAll(round, turns)) {
            turnsSinceAsked = one === 'x' ? 0 : turnsSinceAsked + 1;
            if (one === 'x') newcomers = 0;
            expect(turnsSinceAsked).toBeLessThanOrEqual(8 + newcomers);
          }
        }
      }),
    );
  });
});
