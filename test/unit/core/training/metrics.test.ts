import { describe, expect, it } from 'vitest';
import { areaUnderCurve, calibration, logLoss } from '../../../../src/core/training/metrics.js';

const of = (...values: number[]) => Float64Array.from(values);
const outcomes = (...values: number[]) => Uint8Array.from(values);

describe('areaUnderCurve', () => {
  it.each([
    ['all right', of(0.1, 0.2, 0.8, 0.9), outcomes(0, 0, 1, 1), 1],
    ['all wrong', of(0.9, 0.8, 0.2, 0.1), outcomes(0, 0, 1, 1), 0],
    ['the same to all', of(0.5, 0.5, 0.5), outcomes(0, 1, 1), 0.5],
    ['one pair of four wrong', of(0.1, 0.6, 0.4, 0.9), outcomes(0, 0, 1, 1), 0.75],
    ['a tie between both, which counts half', of(0.1, 0.5, 0.5, 0.9), outcomes(0, 0, 1, 1), 0.875],
  ])('%s', (_, probabilities, came, expected) => {
    expect(areaUnderCurve(probabilities, came)).toBe(expected);
  });

  it('is not known with one outcome', () => {
    expect(areaUnderCurve(of(0.1, 0.2), outcomes(1, 1))).toBeNaN();
    expect(areaUnderCurve(of(0.1, 0.2), outcomes(0, 0))).toBeNaN();
  });
});

describe('logLoss', () => {
  it('is the mean of what each cost', () => {
    expect(logLoss(of(0.5, 0.5), outcomes(0, 1))).toBeCloseTo(Math.LN2);
    expect(logLoss(of(0.8, 0.1), outcomes(1, 0))).toBeCloseTo(-(Math.log(0.8) + Math.log(0.9)) / 2);
  });

  it('stays finite for what was sure and wrong', () => {
    expect(logLoss(of(1, 0), outcomes(0, 1))).toBeCloseTo(-Math.log(1e-6));
  });
});

describe('calibration', () => {
  it('puts neighbours together, lowest first, whatever their order', () => {
    expect(calibration(of(0.9, 0.1, 0.3, 0.7), outcomes(1, 0, 1, 1), 2)).toEqual([
      { count: 2, from: 0.1, to: 0.3, predicted: 0.2, observed: 0.5 },
      { count: 2, from: 0.7, to: 0.9, predicted: 0.8, observed: 1 },
    ]);
  });

  it('has as many bands as rows when there are few, and counts each row once', () => {
    expect(calibration(of(0.2, 0.4), outcomes(0, 1)).map(({ count }) => count)).toEqual([1, 1]);
    expect(calibration(of(), outcomes())).toEqual([]);
    const many = Float64Array.from({ length: 97 }, (_, i) => i / 97);
    const counts = calibration(many, new Uint8Array(97)).map(({ count }) => count);
    expect(counts.reduce((sum, count) => sum + count)).toBe(97);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});
