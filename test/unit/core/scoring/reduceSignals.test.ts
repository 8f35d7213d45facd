import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  noSignals,
  reduceSignals,
  type SignalCycle,
  type SignalRules,
  type SignalState,
} from '../../../../src/core/scoring/reduceSignals.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { seriesKey } from '../../../../src/domain/series.js';
import type { Signal } from '../../../../src/domain/signal.js';

const minuteMs = 60_000;
const usual: SignalRules = {
  minScore: 62,
  leaveScore: 50,
  confirmCycles: 1,
  confirmOfCycles: 1,
  cooldownMs: 0,
  configHash: 'c',
};

type Scores = Readonly<Record<string, number>>;

const cycleOf = (scores: Scores, cycle = 0, symbols = Object.keys(scores)): SignalCycle => ({
  symbols: symbols.map(instrumentSymbol),
  scores: Object.entries(scores).map(([name, score]) => ({
    symbol: instrumentSymbol(name),
    score,
    mean: score,
    parts: [],
  })),
  certificatesOf: (symbol) => [
    {
      series: seriesKey(symbol, '5m'),
      fromMs: 1,
      toMs: 2,
      count: 3,
      contiguous: true,
      sources: { store: 0, rest: 3, ws: 0 },
      lastEventTimeMs: 0,
    },
  ],
  priceOf: () => ({ price: cycle + 1, exchangeTimeMs: cycle * minuteMs - 5 }),
  cycle,
  atMs: cycle * minuteMs,
});

const told = (signal: Signal): string =>
  [signal.kind, signal.direction, ...(signal.kind === 'closed' ? [signal.cause] : [])].join(' ');

/** What each cycle says of one symbol; `undefined` where it is not scored. */
function story(scores: readonly (number | undefined)[], rules: Partial<SignalRules> = {}): string[][] {
  const reduce = reduceSignals({ ...usual, ...rules });
  let state = noSignals;
  return scores.map((score, cycle) => {
    state = reduce(state, cycleOf(score === undefined ? {} : { A: score }, cycle, ['A']));
    return state.signals.map(told);
  });
}

describe('reduceSignals', () => {
  it.each([
    ['opens at the threshold, not below', [61.9, 62], [[], ['opened long']]],
    ['opens in either direction', [-62], [['opened short']]],
    ['is updated when its score changes, and only then', [70, 71, 71], [['opened long'], ['updated long'], []]],
    [
      'stays open down to the lower threshold',
      [70, 50, 49.9],
      [['opened long'], ['updated long'], ['closed long fell']],
    ],
    ['opens anew after it was closed', [70, 10, 70], [['opened long'], ['closed long fell'], ['opened long']]],
    ['turns round in one cycle', [70, -70], [['opened long'], ['closed long turned', 'opened short']]],
    ['falls to the other side without wanting it', [70, -61], [['opened long'], ['closed long fell']]],
    [
      'keeps its state while it is not scored',
      [70, undefined, 70, 40],
      [['opened long'], [], [], ['closed long fell']],
    ],
  ])('a signal %s', (_, scores, expected) => {
    expect(story(scores)).toEqual(expected);
  });

  it.each([
    ['two in a row', [70, 70], { confirmCycles: 2, confirmOfCycles: 2 }, [[], ['opened long']]],
    ['two of three', [70, 10, 70], { confirmCycles: 2, confirmOfCycles: 3 }, [[], [], ['opened long']]],
    ['not two of three in four', [70, 10, 10, 70], { confirmCycles: 2, confirmOfCycles: 3 }, [[], [], [], []]],
    ['the other direction does not count', [70, -70, 70], { confirmCycles: 2, confirmOfCycles: 2 }, [[], [], []]],
    [
      'the present cycle must want it too',
      [70, 70, 10],
      { confirmCycles: 2, confirmOfCycles: 3 },
      [[], ['opened long'], ['closed long fell']],
    ],
    [
      'a cycle without a score does not count',
      [70, undefined, 70],
      { confirmCycles: 2, confirmOfCycles: 2 },
      [[], [], ['opened long']],
    ],
  ])('confirmation: %s', (_, scores, rules, expected) => {
    expect(story(scores, rules)).toEqual(expected);
  });

  it.each([
    ['blocks until it is over', [70, 10, 70, 70], [['opened long'], ['closed long fell'], [], ['opened long']]],
    [
      'blocks the other direction as well',
      [70, -70, -70, -70],
      [['opened long'], ['closed long turned'], [], ['opened short']],
    ],
  ])('cooldown: it %s', (_, scores, expected) => {
    expect(story(scores, { cooldownMs: 2 * minuteMs })).toEqual(expected);
  });

  it('closes the signal of a symbol that left the universe, with the last that is known of it', () => {
    const reduce = reduceSignals(usual);
    const opened = reduce(noSignals, cycleOf({ A: 70, B: 71 }));
    const left = reduce(opened, cycleOf({ B: 71 }, 1));
    expect(left.signals).toEqual([{ ...opened.signals[0], kind: 'closed', cause: 'left', cycle: 1, atMs: minuteMs }]);
    expect([...left.bySymbol.keys()]).toEqual(['B']);
  });

  it('remembers nothing of a symbol that wants nothing', () => {
    expect(reduceSignals(usual)(noSignals, cycleOf({ A: 10, B: -30 })).bySymbol.size).toBe(0);
  });

  it('tells everything of a signal', () => {
    const reduce = reduceSignals(usual);
    const opened = reduce(noSignals, cycleOf({ A: 70 }, 7));
    expect(opened.signals).toMatchObject([
      {
        kind: 'opened',
        id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        symbol: 'A',
        direction: 'long',
        score: 70,
        price: 8,
        priceTimeMs: 7 * minuteMs - 5,
        certificates: [{ series: 'A/5m' }],
        configHash: 'c',
        cycle: 7,
        atMs: 7 * minuteMs,
        openedAtMs: 7 * minuteMs,
      },
    ]);
    const { id } = opened.signals[0]!;
    const updated = reduce(opened, cycleOf({ A: 75 }, 8));
    expect(updated.signals).toMatchObject([
      { id, kind: 'updated', score: 75, price: 9, openedAtMs: 7 * minuteMs, cycle: 8 },
    ]);
    expect(reduce(updated, cycleOf({ A: 1 }, 9)).signals).toMatchObject([{ id, kind: 'closed', score: 1, cycle: 9 }]);
  });

  it('gives the same id for the same windows, scores and configuration, and another for others', () => {
    const idOf = (score: number, rules: Partial<SignalRules> = {}, change: Partial<SignalCycle> = {}): string =>
      reduceSignals({ ...usual, ...rules })(noSignals, { ...cycleOf({ A: score }), ...change }).signals[0]!.id;
    expect(idOf(70, {}, { cycle: 99, atMs: 7 })).toBe(idOf(70));
    const others = [idOf(71), idOf(-70), idOf(70, { configHash: 'd' }), idOf(70, {}, { certificatesOf: () => [] })];
    expect(new Set([idOf(70), ...others]).size).toBe(5);
  });
});

describe('whatever the scores', () => {
  const rulesArbitrary: fc.Arbitrary<SignalRules> = fc
    .record({
      minScore: fc.integer({ min: 1, max: 100 }),
      leaveShare: fc.double({ min: 0, max: 1, noNaN: true }),
      confirmOfCycles: fc.integer({ min: 1, max: 4 }),
      missing: fc.nat(3),
      cooldownCycles: fc.nat(4),
    })
    .map(({ minScore, leaveShare, confirmOfCycles, missing, cooldownCycles }) => ({
      minScore,
      leaveScore: minScore * leaveShare,
      confirmOfCycles,
      confirmCycles: Math.max(1, confirmOfCycles - missing),
      cooldownMs: cooldownCycles * minuteMs,
      configHash: 'c',
    }));
  const score = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constantFrom(-80, -60, 60, 80));
  const cycles = fc.array(fc.dictionary(fc.constantFrom('A', 'B', 'C'), score), { maxLength: 40 });

  const run = (rules: SignalRules, all: readonly Scores[], symbolsOf: (cycle: number) => string[]): SignalState[] => {
    const reduce = reduceSignals(rules);
    let state = noSignals;
    return all.map((scores, cycle) => {
      const symbols = symbolsOf(cycle);
      const present = Object.fromEntries(Object.entries(scores).filter(([name]) => symbols.includes(name)));
      return (state = reduce(state, cycleOf(present, cycle, symbols)));
    });
  };

  it('every signal is opened, then updated, then closed once, and no symbol has two at a time', () => {
    fc.assert(
      fc.property(
        rulesArbitrary,
        cycles,
        fc.array(fc.subarray(['A', 'B', 'C']), { minLength: 1 }),
        (rules, all, kept) => {
          const open = new Map<string, Signal>();
          const states = run(rules, all, (cycle) => kept[cycle % kept.length]!);
          for (const signal of states.flatMap(({ signals }) => signals)) {
            const before = open.get(signal.symbol);
            if (signal.kind === 'opened') {
              expect(before).toBeUndefined();
              open.set(signal.symbol, signal);
              continue;
            }
            expect(before).toMatchObject({ id: signal.id, direction: signal.direction, openedAtMs: signal.openedAtMs });
            if (signal.kind === 'closed') open.delete(signal.symbol);
          }
          const last = states.at(-1)?.bySymbol ?? noSignals.bySymbol;
          const stillOpen = [...last].filter(([, { open: signal }]) => signal !== undefined).map(([symbol]) => symbol);
          expect(stillOpen.sort()).toEqual([...open.keys()].sort());
        },
      ),
    );
  });

  it('a signal opens at the threshold or above, keeps above the lower one, and waits for the cooldown', () => {
    fc.assert(
      fc.property(rulesArbitrary, cycles, (rules, all) => {
        const closedAtMs = new Map<string, number>();
        for (const { signals } of run(rules, all, () => ['A', 'B', 'C'])) {
          for (const signal of signals) {
            const strength = signal.direction === 'long' ? signal.score : -signal.score;
            if (signal.kind === 'closed') {
              expect(strength).toBeLessThan(rules.leaveScore);
              closedAtMs.set(signal.symbol, signal.atMs);
            } else
              expect(strength).toBeGreaterThanOrEqual(signal.kind === 'opened' ? rules.minScore : rules.leaveScore);
            if (signal.kind === 'opened')
              expect(signal.atMs - (closedAtMs.get(signal.symbol) ?? -Infinity)).toBeGreaterThanOrEqual(
                rules.cooldownMs,
              );
          }
        }
      }),
    );
  });

  it('a symbol is none of the others’ business, and the reducer has no memory of its own', () => {
    fc.assert(
      fc.property(rulesArbitrary, cycles, (rules, all) => {
        const of = (states: readonly SignalState[]): Signal[] =>
          states.flatMap(({ signals }) => signals.filter(({ symbol }) => symbol === 'A'));
        const alone = all.map(({ A }): Scores => (A === undefined ? {} : { A }));
        const symbols = () => ['A', 'B', 'C'];
        expect(of(run(rules, alone, symbols))).toEqual(of(run(rules, all, symbols)));
      }),
    );
  });
});
