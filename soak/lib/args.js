import { parseArgs } from 'node:util';

/** What a flag must be, and what it is when it is not given. */
const numbers = {
  minutes: { fallback: 1, least: 0.1, unit: 'minutes' },
  faults: { fallback: 50, least: 0, unit: 'faults', isWhole: true },
  seed: { fallback: 1, least: 0, unit: 'a seed', isWhole: true },
  symbols: { fallback: 100, least: 1, unit: 'symbols', isWhole: true },
  speed: { fallback: 60, least: 1, unit: 'times real time' },
};

/** A simulated week: seven market days in five wall minutes, five faults a day. */
const week = { minutes: 5, faults: 35, speed: 2_016, intervals: ['5m', '15m', '1h'], isWeek: true };

/**
 * The command line: `{ minutes, faults, seed, symbols, speed, intervals, isWeek, reportFile, logFolder }`. Throws an `Error`
 * with one clear sentence for what cannot be used.
 */
export function readArgs(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      ...Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: 'string' }])),
      week: { type: 'boolean', default: false },
      report: { type: 'string' },
      log: { type: 'string' },
    },
  });
  const defaults = { intervals: ['1m', '5m', '15m'], isWeek: false, ...(values.week && week) };
  const read = ([name, rule]) => [name, readNumber(name, values[name], defaults[name] ?? rule.fallback, rule)];
  return {
    ...defaults,
    ...Object.fromEntries(Object.entries(numbers).map(read)),
    reportFile: values.report,
    logFolder: values.log,
  };
}

function readNumber(name, text, fallback, { least, unit, isWhole = false }) {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (text.trim() !== '' && number >= least && Number.isFinite(number) && (!isWhole || Number.isInteger(number)))
    return number;
  throw new Error(
    `--${name}: found "${text}", expected ${isWhole ? 'a whole number' : 'a number'} of ${unit}, ${least} or more`,
  );
}
