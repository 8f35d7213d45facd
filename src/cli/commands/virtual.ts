import { lastValueFrom } from 'rxjs';
import { readSamples } from '../../adapters/files/sampleFile.js';
import { sampleFilesIn } from '../../adapters/files/sampleLog.js';
import { loadConfig } from '../../config/loadConfig.js';
import { VirtualTally } from '../../core/virtual/virtualTally.js';
import { BadInputError } from '../../domain/errors.js';
import { exitCodes } from '../exit.js';
import { configSources, type RunFlags } from '../flags.js';
import { virtualFolder } from '../virtual/virtualFolder.js';
import { virtualLines } from '../virtual/virtualLines.js';

export interface VirtualFlags extends RunFlags {
  readonly json?: true;
}

/**
 * Says what became of the signals that were followed on paper in the configured market, from the samples that were kept.
 * Resolves with the exit code. Rejects with `BadInputError`.
 */
export async function virtual(flags: VirtualFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const folder = virtualFolder(loadConfig(configSources(flags, env)).config);
  if (folder === undefined) throw nothingKept();
  const tally = new VirtualTally();
  const files = await sampleFilesIn(folder);
  let isTorn = false;
  // One at a time: all of them together may be more than there is room for.
  for (const file of files) {
    const read = await lastValueFrom(readSamples(file), { defaultValue: { samples: [], isTorn: false } });
    for (const sample of read.samples) tally.add(sample);
    isTorn ||= read.isTorn;
  }
  const { statistics } = tally;
  if (flags.json === true) print(asJson({ folder, files: files.length, isTorn, ...statistics }));
  else if (statistics.all.samples === 0) print(`No samples are kept in ${folder}.`);
  else print([`Samples in ${folder}`, '', ...virtualLines(statistics)].join('\n'));
  if (isTorn && flags.json !== true) process.stderr.write('candlewick: a last line breaks off and was left out\n');
  return exitCodes.ok;
}

/** What there is none of is null. */
const asJson = (value: object): string => JSON.stringify(value, (_, each: unknown) => each ?? null, 2);

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function nothingKept(): BadInputError {
  const expected = 'a folder';
  const message = `\`state.folder\` must be ${expected} for \`virtual\`; found null: nothing is kept`;
  return new BadInputError(message, { place: 'state.folder', found: 'null', expected });
}
