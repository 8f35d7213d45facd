import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KlineHistory } from '../../core/evaluation/klineHistory.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../domain/kline.js';
import { BadInputError } from '../../domain/errors.js';
import { minuteMs } from '../../simulator/market.js';
import { emptyKlineRows, parseKlineCsv, type KlineRows } from '../../simulator/recorded/klineCsv.js';
import { klineFilesIn } from '../../simulator/recorded/klineFolder.js';
import { recordedSeries, type RecordedSeries } from '../../simulator/recorded/recordedSeries.js';
import { recordedHistory } from './recordedHistory.js';

/** A folder of kline files, read. */
export interface ReadHistory {
  readonly history: KlineHistory;
  /** Rows of all files. */
  readonly klines: number;
  /** Minutes missing inside of recordings; they count as minutes without trades. */
  readonly gapMinutes: number;
  /** Of how many symbols. */
  readonly symbolsWithGaps: number;
}

export interface ReadHistoryOptions {
  readonly dataDir: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Reads every 1m kline file of a folder, as the recorded market of the simulator does; each symbol ends with its own last
 * row. Rejects with `BadInputError` for a folder, file or row that cannot be used, and when it is told to stop.
 */
export async function readHistory({ dataDir, signal, onProgress }: ReadHistoryOptions): Promise<ReadHistory> {
  const files = klineFilesIn(dataDir);
  const rowsBySymbol = new Map<string, KlineRows>();
  for (const [done, { symbol, name, read }] of files.entries()) {
    onProgress(done, files.length);
    await nextTurn();
    signal.throwIfAborted();
    const rows = rowsBySymbol.get(symbol) ?? emptyKlineRows();
    parseKlineCsv(read(), name, rows);
    if (rows.openTimesMs.length > 0) rowsBySymbol.set(symbol, rows);
  }
  const series = new Map<InstrumentSymbol, RecordedSeries>();
  let klines = 0;
  for (const [name, rows] of rowsBySymbol) {
    const lastOpenMs = rows.openTimesMs.reduce((latest, openTimeMs) => Math.max(latest, openTimeMs), 0);
    const each = recordedSeries(name, rows, lastOpenMs + minuteMs);
    series.set(instrumentSymbol(name), each);
    klines += each.block.count - each.filledMinuteCount;
    rowsBySymbol.delete(name);
  }
  if (klines === 0) throw empty(dataDir);
  const gaps = [...series.values()].map(({ filledMinuteCount }) => filledMinuteCount);
  return {
    history: recordedHistory(series),
    klines,
    gapMinutes: gaps.reduce((sum, count) => sum + count, 0),
    symbolsWithGaps: gaps.filter((count) => count > 0).length,
  };
}

function empty(dataDir: string): BadInputError {
  const details = { place: dataDir, found: 'kline files without a single row', expected: 'at least one 1m kline' };
  return new BadInputError(`${dataDir}: found ${details.found}, expected ${details.expected}`, details);
}
