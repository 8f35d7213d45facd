// Prints `bench/results.json`, which `npm run bench` writes, as Markdown; with `--write` puts its summary into the README.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { machineLine } from '../bench/lib/machine.js';
import { wholeMarkdown } from '../bench/lib/markdown.js';
import { readmeBlock, withBlock } from '../bench/lib/readme.js';

const resultsFile = new URL('../bench/results.json', import.meta.url);
const readmeFile = new URL('../README.md', import.meta.url);

try {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
  const results = JSON.parse(await readFile(resultsFile, 'utf8'));
  if (values.write) await writeFile(readmeFile, withBlock(await readFile(readmeFile, 'utf8'), readmeBlock(results)));
  else process.stdout.write(wholeMarkdown({ ...results, machineLine: machineLine(results.machine) }));
} catch (error) {
  console.error(error.code === 'ENOENT' ? 'bench/results.json is not there; npm run bench writes it' : error.message);
  process.exitCode = 2;
}
