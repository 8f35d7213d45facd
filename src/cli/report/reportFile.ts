import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { BadInputError } from '../../domain/errors.js';
import type { RunReport } from './report.js';

/** Finds out at the start, not after an hour, that the file of a flag has no place. Rejects with `BadInputError`. */
export async function refuseUnwritable(path: string, flagName = '--report'): Promise<void> {
  const isNew = !existsSync(path);
  await write(path, '', 'a', flagName);
  if (isNew) await rm(path, { force: true });
}

/** Rejects with `BadInputError` when the place is gone. */
export const writeReport = (path: string, report: RunReport): Promise<void> =>
  writeText(path, `${JSON.stringify(report, null, 2)}\n`, '--report');

/** Writes the file of a flag. Rejects with `BadInputError` when the place is gone. */
export const writeText = (path: string, text: string, flagName: string): Promise<void> =>
  write(path, text, 'w', flagName);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

async function write(path: string, text: string, flag: 'a' | 'w', flagName: string): Promise<void> {
  try {
    await writeFile(path, text, { flag });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const found = reasons[code] ?? code;
    const expected = 'a file that can be written';
    const message = `${flagName}: ${path} cannot be written: ${found}; expected ${expected}`;
    throw new BadInputError(message, { place: flagName, found, expected }, { cause });
  }
}
