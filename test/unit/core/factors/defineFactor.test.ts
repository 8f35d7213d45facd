import { describe, expect, it } from 'vitest';
import { defineFactor, type FactorDefinition } from '../../../../src/core/factors/defineFactor.js';
import { BadInputError } from '../../../../src/domain/errors.js';

const definition: FactorDefinition = { name: 'mine', kind: 'directional', requiredKlines: 3, score: () => 1 };

describe('defineFactor', () => {
  it('fills in what is left out', () => {
    expect(defineFactor(definition)).toEqual({ ...definition, inputs: [], isMirrorSymmetric: false });
  });

  it.each([
    ['not an object', 7, 'a factor must be an object with name, kind, requiredKlines and score; found 7'],
    ['nothing', undefined, 'a factor must be an object with name, kind, requiredKlines and score; found nothing'],
    [
      'a name with a space',
      { ...definition, name: 'my factor' },
      '`name` must be text of letters, digits and underscores that begins with a letter; found "my factor"',
    ],
    ['another kind', { ...definition, kind: 'signal' }, '`kind` must be directional or modulator; found "signal"'],
    [
      'no klines',
      { ...definition, requiredKlines: 0 },
      '`requiredKlines` must be a whole number of at least 1; found 0',
    ],
    ['no score', { ...definition, score: undefined }, '`score` must be a function; found nothing'],
    [
      'an unknown interval',
      { ...definition, intervals: ['5m', '7m'] },
      '`intervals` must be a list of intervals such as 5m and 1h, or shortest; found ["5m","7m"]',
    ],
    [
      'an unknown input',
      { ...definition, inputs: ['news'] },
      '`inputs` must be a list of any of benchmark, regime, markPrice, openInterest, spread, spot; found ["news"]',
    ],
    ['a formula of two lines', { ...definition, formula: 'a\nb' }, '`formula` must be text in one line; found "a\\nb"'],
    ['an empty formula', { ...definition, formula: ' ' }, '`formula` must be text in one line; found " "'],
    ['a weight of 0', { ...definition, weight: 0 }, '`weight` must be a number above 0; found 0'],
    [
      'a modulator that counts twice',
      { ...definition, kind: 'modulator', weight: 2 },
      '`weight` must be a number above 0, at most 1; found 2',
    ],
  ])('refuses %s in one sentence', (_, given, sentence) => {
    const define = () => defineFactor(given as FactorDefinition, 'plugin x.js');
    expect(define).toThrow(BadInputError);
    expect(define).toThrow(`plugin x.js: ${sentence}`);
  });
});
