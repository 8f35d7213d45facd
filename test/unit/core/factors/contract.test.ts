import { describe, expect, it } from 'vitest';
import { factorContract } from '../../../../src/core/factors/factorContract.js';
import { multiplierRange } from '../../../../src/core/factors/factor.js';
import { saying, usualFactors } from '../../../support/factors.js';

const lastClose = ({ window }: { window: { columns: { close: Float64Array } } }): number =>
  window.columns.close.at(-1)!;

describe('every built-in factor', () => {
  it.each(Object.values(usualFactors))('$name keeps the contract', (factor) => {
    factorContract(factor);
  });

  it.each(Object.values(usualFactors))(
    '$name claims to be mirror symmetric, so that rises and falls count alike',
    (factor) => {
      expect(factor.isMirrorSymmetric).toBe(true);
    },
  );
});

describe('factorContract', () => {
  it('is kept by a factor that says nothing but the sign of the last move', () => {
    factorContract(
      saying('sign', ({ figures }) => 100 * Math.sign(figures.logReturn(1)), {
        requiredKlines: 2,
        isMirrorSymmetric: true,
      }),
    );
  });

  it('finds a score out of range, and infinity', () => {
    expect(() => factorContract(saying('loud', 100.5))).toThrow(/loud breaks its contract: .*from -100 to 100.*100\.5/);
    expect(() => factorContract(saying('endless', Number.NEGATIVE_INFINITY))).toThrow(/-Infinity/);
    const least = multiplierRange[0] - 0.01;
    expect(() => factorContract(saying('weak', least, { kind: 'modulator' }))).toThrow(/from 0\.5 to 1\.25/);
  });

  it('finds a score that is out of range only when prices explode', () => {
    const factor = saying('steep', ({ figures }) => 300 * figures.logReturn(1), { requiredKlines: 2 });
    expect(() => factorContract(factor)).toThrow(/from -100 to 100/);
  });

  it('finds a factor that never has an opinion', () => {
    expect(() => factorContract(saying('mute', Number.NaN))).toThrow(/always answered NaN/);
  });

  it('finds a factor that needs more klines than it says', () => {
    const factor = saying('short', ({ figures }) => 100 * Math.tanh(figures.logReturn(5)), { requiredKlines: 5 });
    expect(() => factorContract(factor)).toThrow(RangeError);
  });

  it('is kept by a factor that reads the regime of a benchmark, though it requires few klines itself', () => {
    factorContract(saying('market', ({ regime }) => regime!.trend, { inputs: ['regime'], isMirrorSymmetric: true }));
  });

  it('finds chance', () => {
    let state = 0;
    expect(() => factorContract(saying('moody', () => (state = (state + 7) % 100)))).toThrow(
      /the same klines must have/,
    );
  });

  it('finds a factor that remembers what it has seen of later klines', () => {
    let highest = 0;
    const remembering = saying('ranking', (context) => {
      const ratio = lastClose(context) / context.window.columns.close[0]!;
      highest = Math.max(highest, ratio);
      return (100 * ratio) / highest;
    });
    expect(() => factorContract(remembering)).toThrow(/later klines must not change an earlier answer/);
  });

  it('finds a factor that depends on the unit of price', () => {
    const factor = saying('absolute', (context) => Math.min(100, lastClose(context)));
    expect(() => factorContract(factor)).toThrow(/the unit of price must not matter/);
  });

  it('finds a claim of symmetry that does not hold, of directional factors and of modulators', () => {
    const simpleReturn = saying(
      'simple',
      ({ window: { columns } }) => 100 * Math.tanh(columns.close.at(-1)! / columns.close.at(-2)! - 1),
      { requiredKlines: 2, isMirrorSymmetric: true },
    );
    expect(() => factorContract(simpleReturn)).toThrow(/claims to be mirror symmetric/);
    const oneSided = saying('oneSided', ({ sign }) => 1 + 0.1 * sign, { kind: 'modulator', isMirrorSymmetric: true });
    expect(() => factorContract(oneSided)).toThrow(/claims to be mirror symmetric/);
  });

  it('finds a factor that cannot do without an input that it calls optional', () => {
    const factor = saying('greedy', ({ spread }) => spread!.spreadRatio, { optionalInputs: ['spread'] });
    expect(() => factorContract(factor)).toThrow(TypeError);
  });

  it('refuses what is no factor', () => {
    expect(() => factorContract(saying('x', 0, { requiredKlines: 0 }))).toThrow(
      'factor: `requiredKlines` must be a whole number of at least 1; found 0',
    );
  });
});
