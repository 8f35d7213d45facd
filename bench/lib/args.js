import { parseArgs } from 'node:util';

/**
 * The command line: `{ isQuick, writesJson, cases }`, the cases being those whose name begins with one of `--only`.
 * Throws an `Error` with one clear sentence for an unknown flag or name.
 */
export function readArgs(argv, cases) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  for (const wanted of values.only) {
    if (!cases.some(({ name }) => name.startsWith(wanted))) {
      throw new Error(`--only ${wanted}: no such case; there are ${cases.map(({ name }) => name).join(', ')}`);
    }
  }
  return {
    isQuick: values.quick,
    writesJson: values.json,
    cases:
      values.only.length === 0
        ? cases
        : cases.filter(({ name }) => values.only.some((wanted) => name.startsWith(wanted))),
  };
}
