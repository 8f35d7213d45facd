import { rename, rm, writeFile } from 'node:fs/promises';
import { BadInputError } from '../../domain/errors.js';

/**
 * Writes a model beside its place and then moves it: who watches the file never sees half of it. Rejects with a
 * `BadInputError` when there is no room for it.
 */
export async function writeModelFile(path: string, file: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, file);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const found = cause instanceof Error ? cause.message : String(cause);
    const expected = 'a file that can be written';
    throw new BadInputError(
      `${path} cannot be written: ${found}; expected ${expected}`,
      { place: path, found, expected },
      { cause },
    );
  }
}
