// `npm run bench [-- --quick] [--only NAME]… [--json]`
import { writeFile } from 'node:fs/promises';
import { cases as allCases } from './cases.js';
import { readArgs } from './lib/args.js';
import { machine, machineLine } from './lib/machine.js';
import { resultLines } from './lib/report.js';

const resultsFile = new URL('results.json', import.meta.url);

try {
  const { isQuick, writesJson, cases } = readArgs(process.argv.slice(2), allCases);
  const host = machine();
  console.log(machineLine(host));
  const results = [];
  for (const { name, title, run } of cases) {
    const result = { name, title, ...(await run({ isQuick })) };
    results.push(result);
    console.log(`\n${title} (${name})\n${resultLines(result).join('\n')}`);
  }
  if (writesJson)
    await writeFile(resultsFile, `${JSON.stringify({ machine: host, isQuick, cases: results }, null, 2)}\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
