import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { tradingFile } from '../../adapters/files/tradingFile.js';
import { readPaperRecord } from '../../adapters/paper/index.js';
import type { Config } from '../../config/schema.js';
import { isHeldBy } from '../../core/positions/restoreBook.js';
import { Decimal } from '../../domain/decimal.js';
import type { KeptTrading, TradingMemory } from '../../ports/tradingMemory.js';
import type { Presenter } from '../present/presenter.js';
import { KillSwitch } from './killSwitch.js';
import { marketName } from './marketName.js';
import { TradingRun } from './tradingRun.js';

export interface OpenTradingRunOptions {
  readonly config: Config;
  readonly presenter: Pick<Presenter, 'say' | 'warn' | 'trade' | 'trading'>;
}

/** Recalls what was held when the last run ended. What is damaged is said, and trading begins anew. */
export async function openTradingRun({ config, presenter }: OpenTradingRunOptions): Promise<TradingRun> {
  const memory = memoryOf(config);
  const recalled = memory && (await lastValueFrom(memory.recall(), { defaultValue: undefined }));
  recalled?.troubles.forEach(presenter.warn);
  const killSwitch = new KillSwitch(config.state.folder);
  return new TradingRun({ config, presenter, killSwitch, memory, kept: recalled?.kept });
}

function memoryOf(config: Config): TradingMemory | undefined {
  const { folder } = config.state;
  if (config.trading.mode !== 'paper' || folder === null) return undefined;
  return tradingFile({ path: join(folder, `paper-${marketName(config)}.json`), isSound });
}

/** Positions and account say the same. */
function isSound({ live, account }: KeptTrading): boolean {
  const record = readPaperRecord(account);
  if (!record) return false;
  const holdings = record.holdings.map(({ symbol, baseQty }) => ({ symbol, baseQty: Decimal.of(baseQty) }));
  return isHeldBy(live, holdings);
}
