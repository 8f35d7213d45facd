import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, requiredKlines, warmUpKlines, type Indicator } from '../../../../src/core/indicators/index.js';
import { columnsOf, klines, leastPeriod, livelyStep, parametersOf, type Parameters } from './drawnMarkets.js';
import { mapColumns, outputsFor, runIndicator, type Columns, type Outputs } from './runIndicator.js';

const all = Object.entries<Indicator>(catalogue);

const cut = (columns: Columns, from: number, to = columns.close.length): Columns =>
  mapColumns(columns, (column) => column.slice(from, to));

/** Largest size in a column: what rounding is measured against. */
const sizeOf = (column: Float64Array): number =>
  column.reduce((size, value) => Math.max(size, Math.abs(value) || 0), 0);

/** What an output of one of these units is at most made of: rounding is relative to it. */
function scaleOf(indicator: Indicator, output: string, columns: Columns): number {
  const { unit, range } = indicator.outputs[output]!;
  if (unit === 'price') return sizeOf(columns.high);
  if (unit === 'volume') return sizeOf(columns.baseVolume) * columns.close.length;
  return Number.isFinite(range?.[1]) ? range![1] : 100;
}

const firstValueAt = (values: Float64Array): number => {
  const at = values.findIndex((value) => !Number.isNaN(value));
  return at < 0 ? values.length : at;
};

describe.each(all)('%s', (name, indicator) => {
  const drawn = (columns: fc.Arbitrary<Columns>): fc.Arbitrary<[Columns, Parameters]> =>
    fc.tuple(columns, parametersOf(name, indicator));
  const eachOutput = (out: Outputs, check: (values: Float64Array, output: string) => void): void =>
    Object.entries(out).forEach(([output, values]) => check(values, output));

  it('never changes a value when klines are appended', () => {
    fc.assert(
      fc.property(drawn(klines()), fc.nat(60), ([columns, parameters], wanted) => {
        const length = Math.min(wanted, columns.close.length);
        const whole = runIndicator(indicator, columns, parameters);
        const prefix = runIndicator(indicator, cut(columns, 0, length), parameters);
        eachOutput(prefix, (values, output) => expect(values).toEqual(whole[output]!.slice(0, length)));
      }),
    );
  });

  it('gives the same values twice, whatever was computed in between and whatever the output held', () => {
    fc.assert(
      fc.property(drawn(klines()), drawn(klines()), ([columns, parameters], [otherColumns, otherParameters]) => {
        const once = runIndicator(indicator, columns, parameters);
        const inputs = mapColumns(columns, (column) => column.slice());
        runIndicator(indicator, otherColumns, otherParameters);
        expect(runIndicator(indicator, columns, parameters)).toEqual(once);
        expect(columns).toEqual(inputs);
      }),
    );
  });

  it('has its first value at requiredKlines, and one at every kline from there on in a lively market', () => {
    fc.assert(
      fc.property(drawn(klines(0, livelyStep)), ([columns, parameters]) => {
        eachOutput(runIndicator(indicator, columns, parameters), (values, output) => {
          const required = indicator.outputs[output]!.requiredKlines(parameters);
          expect(firstValueAt(values)).toBe(Math.min(required - 1, values.length));
          expect(values.subarray(required - 1).every((value) => Number.isFinite(value))).toBe(true);
        });
      }),
    );
    const most = Math.max(
      ...Object.values(indicator.outputs).map((output) => output.requiredKlines(indicator.parameters)),
    );
    expect(requiredKlines(indicator)).toBe(most);
  });

  it('stays in its range', () => {
    fc.assert(
      fc.property(drawn(klines()), ([columns, parameters]) => {
        eachOutput(runIndicator(indicator, columns, parameters), (values, output) => {
          const [least, most] = indicator.outputs[output]!.range ?? [
            Number.NEGATIVE_INFINITY,
            Number.POSITIVE_INFINITY,
          ];
          const slack = 1e-12 * scaleOf(indicator, output, columns);
          expect(values.filter((value) => value < least - slack || value > most + slack)).toHaveLength(0);
          expect(values.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toHaveLength(0);
        });
      }),
    );
  });

  // By powers of two, which change no digit: equality is exact.
  it('grows with prices and volumes as its unit says', () => {
    fc.assert(
      fc.property(drawn(klines()), fc.integer({ min: -30, max: 30 }), ([columns, parameters], power) => {
        const plain = runIndicator(indicator, columns, parameters);
        const factor = 2 ** power;
        for (const unit of ['price', 'volume'] as const) {
          const scaled = mapColumns(columns, (column, key) =>
            column.map((value) => (/volume|count/i.test(key) === (unit === 'volume') ? value * factor : value)),
          );
          eachOutput(runIndicator(indicator, scaled, parameters), (values, output) => {
            const grows = indicator.outputs[output]!.unit === unit;
            expect(values).toEqual(plain[output]!.map((value) => (grows ? value * factor : value)));
          });
        }
      }),
    );
  });

  it('is NaN at a NaN, and begins anew behind it', () => {
    fc.assert(
      fc.property(drawn(klines(1, livelyStep)), fc.nat(), ([columns, parameters], place) => {
        const at = place % columns.close.length;
        const holed = mapColumns(columns, (column) => column.map((value, i) => (i === at ? Number.NaN : value)));
        const whole = runIndicator(indicator, columns, parameters);
        const behind = runIndicator(indicator, cut(columns, at + 1), parameters);
        eachOutput(runIndicator(indicator, holed, parameters), (values, output) => {
          const slack = 1e-9 * scaleOf(indicator, output, columns);
          const required = indicator.outputs[output]!.requiredKlines(parameters);
          expect(values.slice(0, at)).toEqual(whole[output]!.slice(0, at));
          expect(values[at]).toBeNaN();
          behind[output]!.forEach((expected, i) => {
            if (i >= required - 1) expect(Math.abs(values[at + 1 + i]! - expected)).toBeLessThanOrEqual(slack);
            // The rate of change reads two klines only: a NaN between them is none of its business.
            else if (name !== 'roc') expect(values[at + 1 + i]).toBeNaN();
          });
        });
      }),
    );
  });

  it.each(indicator.inputs)('shows a NaN in %s alone, and lets go of it', (input) => {
    fc.assert(
      fc.property(drawn(klines(80, livelyStep)), fc.nat(9), ([columns, parameters], beyond) => {
        const required = requiredKlines(indicator, parameters);
        const at = required + beyond;
        const holed = { ...columns, [input]: columns[input].map((value, i) => (i === at ? Number.NaN : value)) };
        const out = runIndicator(indicator, holed, parameters);
        // A close may be read as the one before the next kline's: its NaN shows one kline later.
        const around = Object.values(out).flatMap((values) => [...values.subarray(at, at + 2)]);
        expect(around.some((value) => Number.isNaN(value))).toBe(true);
        eachOutput(out, (values) => {
          expect(values.subarray(at + 1 + required).every((value) => Number.isFinite(value))).toBe(true);
        });
      }),
    );
  });

  it('throws a RangeError for parameters and lengths that make no sense', () => {
    const columns = columnsOf(
      Array.from({ length: 5 }, () => ({ move: 1, above: 1, below: 1, volume: 1, benchmarkMove: 1 })),
    );
    for (const key of Object.keys(indicator.parameters)) {
      const senseless =
        key === 'multiplier' ? [-1, NaN, Infinity] : [0, -1, 1.5, NaN, Infinity, (leastPeriod[name] ?? 1) - 1];
      for (const value of senseless)
        expect(() => runIndicator(indicator, columns, { ...indicator.parameters, [key]: value })).toThrow(RangeError);
    }
    for (const input of indicator.inputs) {
      const others = { ...columns, [input]: columns[input].slice(1) };
      expect(() => indicator.compute(outputsFor(indicator, 5), others, indicator.parameters)).toThrow(RangeError);
    }
    for (const output of Object.keys(indicator.outputs)) {
      const short = { ...outputsFor(indicator, 5), [output]: new Float64Array(4) };
      expect(() => indicator.compute(short, columns, indicator.parameters)).toThrow(RangeError);
      for (const input of indicator.inputs) {
        const memory = new Float64Array(9);
        const others = { ...columns, [input]: memory.subarray(0, 5) };
        const onTop = { ...outputsFor(indicator, 5), [output]: memory.subarray(4) };
        expect(() => indicator.compute(onTop, others, indicator.parameters)).toThrow(RangeError);
        const first = mapColumns(others, (column) => column.subarray(0, 4));
        const behind = { ...outputsFor(indicator, 4), [output]: memory.subarray(4, 8) };
        expect(() => indicator.compute(behind, first, indicator.parameters)).not.toThrow();
        const swapped = { ...first, [input]: memory.subarray(4, 8) };
        const before = { ...outputsFor(indicator, 4), [output]: memory.subarray(0, 4) };
        expect(() => indicator.compute(before, swapped, indicator.parameters)).not.toThrow();
      }
    }
  });

  if (indicator.memory === 'window') {
    it('depends on the last requiredKlines klines only', () => {
      fc.assert(
        fc.property(drawn(klines()), ([columns, parameters]) => {
          const { length } = columns.close;
          eachOutput(runIndicator(indicator, columns, parameters), (values, output) => {
            const required = indicator.outputs[output]!.requiredKlines(parameters);
            if (required > length) return;
            const alone = runIndicator(indicator, cut(columns, length - required), parameters)[output]!.at(-1)!;
            if (Number.isNaN(alone)) expect(values.at(-1)).toBeNaN();
            else
              expect(Math.abs(values.at(-1)! - alone)).toBeLessThanOrEqual(1e-9 * scaleOf(indicator, output, columns));
          });
        }),
      );
    });
  }

  if (indicator.memory === 'recursive') {
    it('has forgotten its seed after warmUpKlines, and not long before', () => {
      const history = columnsOf(
        fc
          .sample(livelyStep, { numRuns: 1_200, seed: 7 })
          .map((drawnStep) => ({ ...drawnStep, below: drawnStep.above })),
      );
      const parameters = indicator.parameters;
      const { length } = history.close;
      const whole = runIndicator(indicator, history, parameters);
      for (const [output, contract] of Object.entries(indicator.outputs)) {
        const scale = scaleOf(indicator, output, history);
        const differenceAfter = (count: number): number =>
          Math.abs(
            runIndicator(indicator, cut(history, length - count), parameters)[output]!.at(-1)! - whole[output]!.at(-1)!,
          ) / scale;
        const warmUp = contract.warmUpKlines!(parameters);
        expect(warmUp).toBeLessThanOrEqual(warmUpKlines(indicator));
        expect(differenceAfter(warmUp)).toBeLessThanOrEqual(1e-9);
        expect(differenceAfter(Math.ceil(warmUp / 4))).toBeGreaterThan(1e-9);
      }
    });
  } else {
    it('needs no warm-up', () => {
      expect(warmUpKlines(indicator)).toBe(requiredKlines(indicator));
    });
  }
});
