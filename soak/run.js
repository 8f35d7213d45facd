// `npm run soak -- --minutes M --faults N --seed S [--symbols 100] [--speed 60] [--week] [--report FILE] [--log FOLDER]`
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArgs } from './lib/args.js';
import { soak } from './lib/soak.js';
import { tableLines, verdictLine } from './lib/table.js';

try {
  const args = readArgs(process.argv.slice(2));
  const folder = args.logFolder ?? (await mkdtemp(join(tmpdir(), 'candlewick-soak-')));
  await mkdir(folder, { recursive: true });
  const outcome = await soak(args, folder);
  const isGood = outcome.failures.length === 0;
  if (args.reportFile !== undefined) await writeFile(args.reportFile, `${JSON.stringify(outcome, null, 2)}\n`);
  for (const line of tableLines(outcome)) console.log(line);
  if (args.logFolder === undefined && isGood) await rm(folder, { recursive: true });
  else console.log(`logs  ${folder}`);
  console.log(`\n${verdictLine(outcome)}`);
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
