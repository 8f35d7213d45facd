import type { FileHandle } from 'node:fs/promises';

/** Things that are made text at a time: others want the processor too. */
const partLength = 100;

/** Appends the texts of these things to a file, in order, a part at a time. Rejects with what the file system says. */
export async function appendInParts<T>(
  file: FileHandle,
  things: readonly T[],
  encode: (thing: T) => string,
): Promise<void> {
  for (let from = 0; from < things.length; from += partLength) {
    const part = things.slice(from, from + partLength);
    await file.appendFile(part.map((thing) => encode(thing)).join(''));
  }
}
