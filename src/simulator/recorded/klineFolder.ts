import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { BadInputError } from '../../domain/errors.js';

/** A file of 1m klines: whose, and what it holds once unpacked. */
export interface KlineFile {
  readonly symbol: string;
  readonly name: string;
  readonly read: () => Uint8Array;
}

const fileName = /^(.+)-(\d+[smhdwM]|1mo)(?:-\d{4}-\d{2}(?:-\d{2})?)?\.(csv|csv\.gz|zip)$/;
const example = 'BTCUSDT-1m.csv, BTCUSDT-1m-2026-02.zip or BTCUSDT-1m.csv.gz';

/**
 * The 1m kline files of a folder, by symbol and then by name, so that dated files follow each other in time. Throws a
 * `BadInputError` when the folder cannot be read or holds none.
 */
export function klineFilesIn(dataDir: string): KlineFile[] {
  const names = namesIn(dataDir).sort();
  const files: KlineFile[] = [];
  const otherIntervals = new Set<string>();
  for (const name of names) {
    const [, symbol, interval, format] = fileName.exec(name) ?? [];
    if (symbol === undefined || interval === undefined || format === undefined) continue;
    if (interval !== '1m') otherIntervals.add(interval);
    else files.push({ symbol, name, read: () => unpacked(dataDir, name, format) });
  }
  if (files.length > 0) return files;
  const found =
    otherIntervals.size > 0
      ? `only klines of ${[...otherIntervals].join(', ')}`
      : `${names.length} files, none with klines`;
  const expected = `1m klines in files such as ${example}`;
  throw new BadInputError(`${dataDir}: found ${found}, expected ${expected}`, { place: dataDir, found, expected });
}

function namesIn(dataDir: string): string[] {
  const place = dataDir === '' ? 'data folder' : dataDir;
  try {
    return readdirSync(dataDir);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const found =
      code === 'ENOENT' ? 'nothing' : code === 'ENOTDIR' ? 'a file' : `an unreadable folder (${String(code)})`;
    const expected = 'a folder of kline files';
    throw new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected }, { cause });
  }
}

function unpacked(dataDir: string, name: string, format: string): Uint8Array {
  const place = join(dataDir, name);
  try {
    const bytes = readFileSync(place);
    if (format === 'csv') return bytes;
    if (format === 'csv.gz') return gunzipSync(bytes);
    const csv = Object.entries(unzipSync(bytes)).find(([entry]) => entry.endsWith('.csv'));
    if (csv) return csv[1];
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(place, format, found, cause);
  }
  throw unreadable(place, format, 'no .csv inside', undefined);
}

function unreadable(place: string, format: string, found: string, cause: unknown): BadInputError {
  const expected = `a readable ${format} file of klines`;
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected }, { cause });
}
