import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { takeFileLock, type FileLock } from '../../adapters/files/fileLock.js';
import { reasonOf } from '../../adapters/files/fileReason.js';
import { tradingFile } from '../../adapters/files/tradingFile.js';
import { readPaperRecord } from '../../adapters/paper/index.js';
import type { Config } from '../../config/schema.js';
import { readSecret } from '../../config/secret.js';
import { isHeldBy } from '../../core/positions/restoreBook.js';
import { Decimal } from '../../domain/decimal.js';
import { BadInputError } from '../../domain/errors.js';
import type { KeptTrading } from '../../ports/tradingMemory.js';
import type { Presenter } from '../present/presenter.js';
import { KillSwitch } from './killSwitch.js';
import { marketName } from './marketName.js';
import { TradingRun } from './tradingRun.js';

export interface OpenTradingRunOptions {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly presenter: Pick<Presenter, 'say' | 'warn' | 'trade' | 'trading'>;
}

/**
 * Recalls what was held when the last run ended. On paper what is damaged is said, and trading begins anew. Rejects with
 * a `BadInputError` when another process trades on the same book, and for a live book that cannot be used or kept: what
 * the exchange holds would be nobody's.
 */
export async function openTradingRun({ config, env, presenter }: OpenTradingRunOptions): Promise<TradingRun> {
  const killSwitch = new KillSwitch(config.state.folder);
  const path = bookPath(config, env);
  if (path === undefined) return new TradingRun({ config, presenter, killSwitch, memory: undefined, kept: undefined });
  const isLive = config.trading.mode === 'live';
  const lock = await lockBook(path, isLive);
  const memory = tradingFile({ path, isSound: isLive ? () => true : isSoundPaper, isDurable: isLive });
  const recalled = await lastValueFrom(memory.recall(), { defaultValue: undefined });
  const [trouble] = recalled?.troubles ?? [];
  if (isLive && trouble !== undefined) {
    await lock?.release();
    throw badFolder(
      path,
      trouble.replace(/\.$/, ''),
      'a book that can be used: started again without it, all that the exchange holds is left alone',
    );
  }
  recalled?.troubles.forEach(presenter.warn);
  return new TradingRun({ config, presenter, killSwitch, memory, kept: recalled?.kept, lock });
}

/** `undefined`: nothing is kept. */
function bookPath(config: Config, env: NodeJS.ProcessEnv): string | undefined {
  const { folder } = config.state;
  if (folder === null || config.trading.mode === 'off') return undefined;
  const market = marketName(config);
  if (config.trading.mode === 'paper') return join(folder, `paper-${market}.json`);
  // What is held with one account must never be closed with another.
  const key = readSecret(env, 'BINANCE_API_KEY')?.reveal() ?? '';
  const account = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return join(folder, `live-${market}-${account}.json`);
}

/** On paper a folder that cannot be written is told when the book is to be kept, and ends nothing. */
async function lockBook(path: string, isLive: boolean): Promise<FileLock | undefined> {
  try {
    const outcome = await takeFileLock(`${path}.lock`);
    if (outcome.kind === 'held') return outcome.lock;
    throw badFolder(path, `process ${outcome.pid}, which trades on it already`, 'a book of its own for each daemon');
  } catch (error) {
    if (error instanceof BadInputError) throw error;
    if (isLive) throw badFolder(path, reasonOf(error), 'a folder that can be written');
    return undefined;
  }
}

function badFolder(path: string, found: string, expected: string): BadInputError {
  return new BadInputError(`state.folder: found ${found}; expected ${expected} (${path})`, {
    place: 'state.folder',
    found,
    expected,
  });
}

/** Positions and account say the same. */
function isSoundPaper({ live, account }: KeptTrading): boolean {
  const record = readPaperRecord(account);
  if (!record) return false;
  const holdings = record.holdings.map(({ symbol, baseQty }) => ({ symbol, baseQty: Decimal.of(baseQty) }));
  return isHeldBy(live, holdings);
}
