// `npm run bench [-- --quick] [--only NAME]… [--json FILE]`
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { cases as allCases } from './cases.js';
import { readArgs } from './lib/args.js';
import { machine, machineLine } from './lib/machine.js';
import { judged, resultLines } from './lib/report.js';

const wholeResultsFile = fileURLToPath(new URL('results.json', import.meta.url));

try {
  const { isQuick, resultsFile, cases } = readArgs(process.argv.slice(2), allCases, wholeResultsFile);
  const host = machine();
  console.log(machineLine(host));
  const results = [];
  for (const { name, title, run } of cases) {
    const result = judged({ name, title, ...(await run({ isQuick })) });
    results.push(result);
    console.log(`\n${title} (${name})\n${resultLines(result).join('\n')}`);
  }
  if (resultsFile !== undefined) {
    const text = JSON.stringify({ machine: host, isQuick, cases: results }, null, 2);
    await writeFile(resultsFile, await format(text, { parser: 'json', printWidth: 120 }));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
