import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorContext } from '../../../../src/core/factors/factorContext.js';
import { WindowFigures } from '../../../../src/core/factors/windowFigures.js';
import { lastRegression } from '../../../../src/core/indicators/linearRegression.js';
import { lastReturnVolatility } from '../../../../src/core/indicators/returnVolatility.js';
import { steppedWindow, type Step } from '../../../support/steppedWindow.js';

const steps = fc.array(
  fc.record({
    close: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    high: fc.double({ min: 0, max: 1e7, noNaN: true }),
  }),
  { minLength: 5, maxLength: 40 },
);
const asked = fc.array(
  fc.tuple(fc.constantFrom('logs', 'return', 'volatility', 'slope', 'range'), fc.integer({ min: 1, max: 40 })),
);

describe('WindowFigures', () => {
  it('are those of plain definitions, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(steps, asked, (given: readonly Step[], questions) => {
        const window = steppedWindow(given);
        const figures = new WindowFigures(window);
        const { close, high, low } = window.columns;
        const logs = close.map(Math.log);
        for (const [what, length] of questions) {
          if (what === 'logs' && length <= close.length)
            expect([...figures.logCloses(length)]).toEqual([...logs.slice(-length)]);
          if (length >= close.length) continue;
          const last = logs.length - 1;
          if (what === 'return') expect(figures.logReturn(length)).toBe(logs[last]! - logs[last - length]!);
          if (what === 'volatility')
            expect(figures.volatility(length)).toBeCloseTo(lastReturnVolatility(close, length), 9);
          if (what === 'slope' && length > 1)
            expect(figures.slope(length, 1)).toBeCloseTo(lastRegression(logs.slice(0, -1), length).slope, 9);
          if (what === 'range') {
            let sum = 0;
            for (let i = close.length - length; i < close.length; i += 1)
              sum += Math.log(Math.max(high[i]!, close[i - 1]!) / Math.min(low[i]!, close[i - 1]!));
            expect(figures.trueRange(length)).toBeCloseTo(sum / length, 9);
          }
        }
      }),
    );
  });

  it('are those of the window that was shown last, as it was then', () => {
    const figures = new WindowFigures(steppedWindow([{ close: 1 }, { close: 2 }, { close: 4 }]));
    expect([figures.logReturn(1), figures.trueRange(2)]).toEqual([Math.log(4) - Math.log(2), Math.log(2)]);
    figures.show(steppedWindow([{ close: 9 }, { close: 3 }, { close: 3 }]));
    expect([figures.logReturn(1), figures.trueRange(2)]).toEqual([0, Math.log(3) / 2]);
    figures.show(steppedWindow([{ close: 5 }, { close: 5 }]));
    expect(figures.logCloses(2)).toHaveLength(2);
  });

  it('refuse to reach beyond the window', () => {
    const figures = new WindowFigures(steppedWindow([{ close: 1 }, { close: 2 }]));
    expect(() => figures.logCloses(3)).toThrow('the last 3 closes were asked for, of 2');
    expect(() => figures.trueRange(2)).toThrow('2 true ranges were asked for, of 2 klines');
    expect(() => new WindowFigures().trueRange(1)).toThrow('no window is shown');
  });
});

it('a context wants the window that the factor is asked on', () => {
  expect(() => factorContext({ windows: {}, interval: '5m' })).toThrow(new RangeError('there is no window of 5m'));
});
