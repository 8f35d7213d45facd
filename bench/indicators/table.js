import { significant } from '../lib/stats.js';
import { indicatorNames } from './common.js';
import { ours } from './ours.js';
import { technicalIndicators } from './technicalIndicators.js';
import { tradingSignals } from './tradingSignals.js';

export const theirs = [tradingSignals, technicalIndicators];

/**
 * Rows of figures, one for each indicator and one for all together, with the ratio of each library to ours, and the
 * `total` of each library by name. `figureOf(name, library)` is in `unit`.
 */
export function comparison(figureOf, unit) {
  const total = { [ours.name]: 0 };
  for (const { name } of theirs) total[name] = 0;
  const row = (indicator, figure) => ({
    indicator,
    [`${ours.label}, ${unit}`]: significant(figure(ours)),
    ...Object.fromEntries(theirs.map((library) => [`${library.label}, ${unit}`, significant(figure(library))])),
    ...Object.fromEntries(theirs.map((library) => [`× ${library.label}`, significant(figure(library) / figure(ours))])),
  });
  const rows = indicatorNames.map((name) => {
    for (const library of [ours, ...theirs]) total[library.name] += figureOf(name, library);
    return row(name, (library) => figureOf(name, library));
  });
  return { rows: [...rows, row('all', ({ name }) => total[name])], total };
}
