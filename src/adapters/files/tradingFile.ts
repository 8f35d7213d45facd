import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { concatMap, defer, EMPTY, from, of } from 'rxjs';
import type { KeptTrading, RecalledTrading, TradingMemory } from '../../ports/tradingMemory.js';
import { reasonOf } from './fileReason.js';
import { decodeTrading, encodeTrading } from './tradingFormat.js';

export interface TradingFileOptions {
  /** Made, with its folder, when something is kept. */
  readonly path: string;
  /** Whether what is well written also makes sense. */
  readonly isSound: (kept: KeptTrading) => boolean;
  /** Written through to the disk, so that it outlives a loss of power as well. Default false. */
  readonly isDurable?: boolean;
  /** Wall clock, for the name of a damaged file. Default `Date.now`. */
  readonly nowMs?: () => number;
}

/**
 * Trading, as one file that is replaced whole: a process that is killed leaves the file before or the file after. One that
 * cannot be used is put aside under another name, and told. One process at a time.
 */
export function tradingFile({ path, isSound, isDurable = false, nowMs = Date.now }: TradingFileOptions): TradingMemory {
  /** A file that is damaged, or cannot be read, is not written over. */
  let isInTheWay = false;

  return {
    recall: () => defer(recall),
    keep: (trading) =>
      defer(() => (isInTheWay ? EMPTY : from(keep(trading)))).pipe(
        concatMap((trouble) => (trouble === undefined ? EMPTY : of(trouble))),
      ),
  };

  async function recall(): Promise<RecalledTrading> {
    let content: string;
    try {
      content = await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return { kept: undefined, troubles: [] };
      return given(`${path} cannot be read: ${reasonOf(error)}; trading begins anew and is not kept.`);
    }
    const kept = decodeTrading(content);
    if (kept && isSound(kept)) return { kept, troubles: [] };
    const aside = `${path}.damaged-${new Date(nowMs()).toISOString().replaceAll(':', '')}`;
    try {
      await rename(path, aside);
    } catch (error) {
      return given(
        `${path} is damaged and cannot be put aside: ${reasonOf(error)}; trading begins anew and is not kept.`,
      );
    }
    return {
      kept: undefined,
      troubles: [`${path} is damaged; it is now ${aside}, and trading begins anew.`],
    };
  }

  function given(trouble: string): RecalledTrading {
    isInTheWay = true;
    return { kept: undefined, troubles: [trouble] };
  }

  /** Returns why not, when it cannot be kept. */
  async function keep(trading: KeptTrading): Promise<string | undefined> {
    const temporary = `${path}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, encodeTrading(trading), { flush: isDurable });
      await rename(temporary, path);
      if (isDurable) await syncFolder(dirname(path));
      return undefined;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      return `Positions cannot be kept in ${path}: ${reasonOf(error)}. After a restart they would be those kept last.`;
    }
  }
}

const notEverywhere = ['EPERM', 'EACCES', 'EISDIR', 'EINVAL'];

/** Without that the old file may come back after a loss of power. Not every system can do it. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && notEverywhere.includes(String(error.code)))) throw error;
  }
}
