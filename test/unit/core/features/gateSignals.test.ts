import { describe, expect, it } from 'vitest';
import { gateSignals, nothingRefused, type GateState } from '../../../../src/core/features/gateSignals.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { Signal } from '../../../../src/domain/signal.js';
import { openedSignal } from '../../../support/cycles.js';

const symbol = instrumentSymbol('COINUSDT');
const opened = (id: string): Signal => ({ ...openedSignal({ symbol, score: 70, mean: 70, parts: [] }), id });
const updated = (id: string): Signal => ({ ...opened(id), kind: 'updated' });
const closed = (id: string): Signal => ({ ...opened(id), kind: 'closed', cause: 'fell' });

function run(minProbability: number | null, cycles: readonly (readonly [readonly Signal[], number?])[]) {
  const gate = gateSignals(minProbability);
  const states: GateState[] = [];
  for (const [signals, probability] of cycles) {
    const probabilities = new Map(probability === undefined ? [] : [[symbol, probability]]);
    states.push(gate(states.at(-1) ?? nothingRefused, { signals, probabilities }));
  }
  const short = ({ kind, id, probability }: Signal) => `${kind} ${id} ${probability ?? '–'}`;
  return {
    told: states.map(({ signals }) => signals.map(short)),
    refused: states.map(({ refused }) => refused.map(short)),
    last: states.at(-1)!,
  };
}

describe('gateSignals', () => {
  it('lets what is probable enough through, and adds the probability', () => {
    const { told, refused } = run(0.5, [
      [[opened('a')], 0.5],
      [[updated('a')], 0.2],
      [[closed('a')], 0.9],
    ]);
    expect(told).toEqual([['opened a 0.5'], ['updated a 0.2'], ['closed a –']]);
    expect(refused.flat()).toEqual([]);
  });

  it('refuses what is not, and says nothing of it until it has closed', () => {
    const { told, refused, last } = run(0.5, [[[opened('a')], 0.49], [[updated('a')], 0.9], [[closed('a')]]]);
    expect(told).toEqual([[], [], []]);
    expect(refused).toEqual([['opened a 0.49'], [], []]);
    expect(last.refusedIds.size).toBe(0);
  });

  it('judges a new signal of the same symbol anew, also in the cycle that closed the old one', () => {
    const { told } = run(0.5, [
      [[opened('a')], 0.1],
      [[closed('a'), opened('b')], 0.6],
    ]);
    expect(told).toEqual([[], ['opened b 0.6']]);
  });

  it('lets signals pass by their score where nothing was predicted', () => {
    expect(run(0.99, [[[opened('a')]]]).told).toEqual([['opened a –']]);
  });

  it('refuses nothing without a limit', () => {
    expect(run(null, [[[opened('a')], 0]]).told).toEqual([['opened a 0']]);
  });

  it('does not change the state that it was given', () => {
    const gate = gateSignals(0.5);
    const first = gate(nothingRefused, { signals: [opened('a')], probabilities: new Map([[symbol, 0.1]]) });
    gate(first, { signals: [closed('a')], probabilities: new Map() });
    expect([...first.refusedIds]).toEqual(['a']);
    expect(nothingRefused.refusedIds.size).toBe(0);
  });
});
