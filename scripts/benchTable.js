// Prints `bench/results.json` (written by `npm run bench -- --json`) as Markdown.
import { readFile } from 'node:fs/promises';
import { machineLine } from '../bench/lib/machine.js';
import { resultsMarkdown } from '../bench/lib/report.js';

const file = new URL('../bench/results.json', import.meta.url);
try {
  const { machine, ...results } = JSON.parse(await readFile(file, 'utf8'));
  process.stdout.write(resultsMarkdown({ machineLine: machineLine(machine), ...results }));
} catch (error) {
  console.error(
    `bench/results.json: ${error.code === 'ENOENT' ? 'not there; npm run bench -- --json writes it' : error.message}`,
  );
  process.exitCode = 2;
}
