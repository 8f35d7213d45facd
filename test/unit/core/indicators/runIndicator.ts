import type { Indicator, IndicatorInput } from '../../../../src/core/indicators/index.js';

export type Columns = Readonly<Record<IndicatorInput, Float64Array>>;
export type Outputs = Readonly<Record<string, Float64Array>>;

/** Outputs of an indicator, full of what an earlier user left there. */
export const outputsFor = (indicator: Indicator, length: number): Record<string, Float64Array> =>
  Object.fromEntries(
    Object.keys(indicator.outputs).map((name, i) => [name, new Float64Array(length).fill(i % 2 === 0 ? 1e300 : NaN)]),
  );

/** Runs an indicator over columns. */
export function runIndicator(indicator: Indicator, columns: Columns, parameters = indicator.parameters): Outputs {
  const out = outputsFor(indicator, columns.close.length);
  indicator.compute(out, columns, parameters);
  return out;
}

/** Every column, cut or rewritten alike. */
export const mapColumns = (columns: Columns, change: (column: Float64Array, name: string) => Float64Array): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column, name)])) as Columns;
