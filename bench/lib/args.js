import { parseArgs } from 'node:util';

/**
 * The command line: `{ isQuick, cases, resultsFile }`, the cases being those whose name begins with one of `--only`.
 * `resultsFile` is where the results go: what `--json` names, `wholeResultsFile` for a full run of all cases, else nowhere.
 * Throws an `Error` with one clear sentence for an unknown flag or name.
 */
export function readArgs(argv, cases, wholeResultsFile) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  for (const wanted of values.only) {
    if (!cases.some(({ name }) => name.startsWith(wanted))) {
      throw new Error(`--only ${wanted}: no such case; there are ${cases.map(({ name }) => name).join(', ')}`);
    }
  }
  const isWhole = values.only.length === 0;
  return {
    isQuick: values.quick,
    resultsFile: values.json ?? (isWhole && !values.quick ? wholeResultsFile : undefined),
    cases: isWhole ? cases : cases.filter(({ name }) => values.only.some((wanted) => name.startsWith(wanted))),
  };
}
