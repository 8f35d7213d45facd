import { catalogue } from '../../dist/core/indicators/index.js';
import { commonIndicators, indicatorNames } from './common.js';

/** Of each series the newest values: older ones of a recursion still remember what it was seeded with. */
const comparedKlines = 5;
const equalRelative = 1e-9;

/**
 * Compares what a library makes of these series with what `ours` makes of them. Throws an `Error` that names the first
 * difference that its definition does not explain: figures of indicators that are not the same mean nothing.
 */
export function checkAgreement(ours, theirs, seriesList) {
  for (const name of indicatorNames) {
    const [runOurs, runTheirs] = [ours.batch(name), theirs.batch(name)];
    for (const series of seriesList) {
      const [own, other] = [runOurs(series), runTheirs(series)];
      for (let back = 0; back < comparedKlines; back += 1) {
        const values = ours.valuesAt(name, own, back);
        compare({ name, theirs, series, values, otherValues: theirs.valuesAt(name, other, back) });
      }
    }
  }
}

/**
 * Throws an `Error` unless both mean the same newest value, as their definitions go; `leastRelative` where both have not
 * seen the same klines.
 */
export function compare({ name, theirs, series, values, otherValues, leastRelative = equalRelative }) {
  const { outputs, differs = {} } = commonIndicators[name];
  const { relative: ownRelative = 0, absolute = 0 } = differs[theirs.name] ?? {};
  const relative = Math.max(equalRelative, ownRelative, leastRelative);
  outputs.forEach((output, index) => {
    const [value, other] = [values[index], otherValues[index]];
    const allowed = absolute + relative * Math.max(Math.abs(value), Math.abs(other), scaleOf(name, output, series));
    if (!(Math.abs(value - other) <= allowed)) {
      const place = `${name}${output === name ? '' : ` (${output})`} of ${series.window.symbol}`;
      throw new Error(`${place}: ours is ${value}, that of ${theirs.label} ${other}, more than ${allowed} away`);
    }
  });
}

/** Differences of prices are as exact as the prices. */
const scaleOf = (name, output, { window }) =>
  catalogue[name].outputs[output].unit === 'price' ? window.columns.close[window.count - 1] : 0;

/** How the definitions of these libraries differ from ours: `trading-signals: ema, macd (seeded with the first value); …`. */
export const differencesOf = (libraries) =>
  libraries
    .map(({ name: library, label }) => {
      const namesByHow = new Map();
      for (const name of indicatorNames) {
        const how = commonIndicators[name].differs?.[library]?.how;
        if (how !== undefined) namesByHow.set(how, [...(namesByHow.get(how) ?? []), name]);
      }
      return `${label}: ${[...namesByHow].map(([how, names]) => `${names.join(', ')} (${how})`).join(', ')}`;
    })
    .join('; ');
