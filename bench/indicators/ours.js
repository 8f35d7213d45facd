import { catalogue, requiredKlines } from '../../dist/core/indicators/index.js';
import { commonIndicators } from './common.js';

/** Candlewick, as its factors use it: columns of a window, and outputs that are used again. */
export const ours = {
  name: 'ours',
  label: 'Candlewick',

  /** `run(series)` computes an indicator over the whole window. */
  batch(name) {
    const compute = computeOver(name);
    return ({ window }) => compute(window.columns, 0);
  },

  /**
   * `run(window)` computes what a new kline changes: the newest value. There is no state to go on from: an indicator that
   * depends on a stretch of klines is computed over that stretch, any other over the whole window.
   */
  update(name) {
    const { memory } = catalogue[name];
    const compute = computeOver(name);
    if (memory !== 'window') return ({ columns }) => compute(columns, 0);
    const needed = requiredKlines(catalogue[name], commonIndicators[name].parameters);
    return ({ columns }) => compute(columns, columns.close.length - needed);
  },

  /** The values of a result, `back` klines before the newest. */
  valuesAt: (name, out, back) =>
    commonIndicators[name].outputs.map((output) => out[output][out[output].length - 1 - back]),
};

function computeOver(name) {
  const { parameters } = commonIndicators[name];
  const { inputs, outputs } = catalogue[name];
  let out = {};
  let length = -1;
  const from0 = (columns) => catalogue[name].compute(out, columns, parameters);
  const tails = {};
  return (columns, from) => {
    const newLength = columns.close.length - from;
    if (newLength !== length) {
      length = newLength;
      out = Object.fromEntries(Object.keys(outputs).map((output) => [output, new Float64Array(length)]));
    }
    if (from === 0) from0(columns);
    else {
      for (const input of inputs) tails[input] = columns[input].subarray(from);
      catalogue[name].compute(out, tails, parameters);
    }
    return out;
  };
}
