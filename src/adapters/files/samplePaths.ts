import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BadInputError } from '../../domain/errors.js';
import { sampleFilesIn } from './sampleLog.js';

/**
 * The files of samples that paths name: a file is itself, a folder all that the virtual loop keeps there, oldest first. None
 * is named twice. Rejects with a `BadInputError` for a folder without samples.
 */
export async function sampleFilesAt(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...((await isFolder(path)) ? await filesOf(path) : [path]));
  return [...new Map(files.map((file) => [resolve(file), file])).values()];
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const files = await sampleFilesIn(folder);
  if (files.length > 0) return files;
  const expected = 'a file of samples, or a folder with `samples.jsonl`';
  throw new BadInputError(`${folder}: expected ${expected}; found none`, { place: folder, found: 'none', expected });
}

/** What is not there is no folder: whoever reads it says why it cannot be read. */
const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
