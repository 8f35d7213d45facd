import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInputError } from '../../../src/domain/errors.js';
import { klineIntervals, intervalMs, type Kline } from '../../../src/domain/kline.js';
import { minuteMs } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { recordedMarket } from '../../../src/simulator/index.js';

const root = mkdtempSync(join(tmpdir(), 'recorded-market-'));
afterAll(() => rmSync(root, { recursive: true }));

const startMs = Date.UTC(2026, 1, 1);
const row = (minute: number, price = 10 + minute): string => {
  const openMs = startMs + minute * minuteMs;
  return `${openMs},${price}.10,${price}.50,${price}.00,${price}.20,3.000,${openMs + 59_999},31.500,4,1.000,10.100,0`;
};
const rows = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => row(from + index)).join('\n');

let folders = 0;
function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(root, `${(folders += 1)}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

const closesOf = (dataDir: string, symbol = 'AAAUSDT'): number[] => {
  const market = recordedMarket({ dataDir });
  const view = new MarketView(market);
  const range = { fromMs: 0, toMs: market.endMs, nowMs: market.endMs };
  return view
    .truth({ instrument: view.instrument(symbol)!, interval: '1m', ...range })
    .map(({ close, baseVolume }) => (baseVolume > 0 ? close : -close));
};
const closes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => 10.2 + from + i);

describe('recordedMarket', () => {
  it.each([
    ['plain', { 'AAAUSDT-1m.csv': rows(0, 6) }],
    ['gzip', { 'AAAUSDT-1m.csv.gz': gzipSync(rows(0, 6)) }],
    ['zip', { 'AAAUSDT-1m-2026-02.zip': zipSync({ 'AAAUSDT-1m-2026-02.csv': strToU8(rows(0, 6)) }) }],
    [
      'several files in any order and format',
      {
        'AAAUSDT-1m-2026-02-02.csv': rows(0, 2),
        'AAAUSDT-1m-2026-02-01.csv.gz': gzipSync(rows(2, 4)),
        'AAAUSDT-1m-2026-03.zip': zipSync({ 'x.csv': strToU8(rows(4, 6)) }),
      },
    ],
    ['overlapping files', { 'AAAUSDT-1m-2026-02-01.csv': rows(0, 4), 'AAAUSDT-1m-2026-02-02.csv': rows(2, 6) }],
    ['files of other things beside', { 'AAAUSDT-1m.csv': rows(0, 6), 'notes.txt': 'x', 'AAAUSDT-5m.csv': 'x' }],
  ])('reads %s', (_title, files) => {
    expect(closesOf(folder(files))).toEqual(closes(0, 6));
  });

  it('plays the second half, or from the start it is given', () => {
    const dataDir = folder({ 'AAAUSDT-1m.csv': rows(0, 10) });
    expect(recordedMarket({ dataDir })).toMatchObject({
      startMs: startMs + 5 * minuteMs,
      endMs: startMs + 10 * minuteMs,
    });
    expect(recordedMarket({ dataDir, startMs: startMs + 30_000 }).startMs).toBe(startMs + 30_000);
  });

  it('fills missing minutes as minutes without trades, and counts them', () => {
    const dataDir = folder({ 'AAAUSDT-1m.csv': `${row(0)}\n${row(3)}`, 'BBBUSDT-1m.csv': rows(2, 5) });
    expect(closesOf(dataDir)).toEqual([10.2, -10.2, -10.2, 13.2, -13.2]);
    expect(closesOf(dataDir, 'BBBUSDT')).toEqual(closes(2, 5));
    expect(recordedMarket({ dataDir }).filledMinuteCount).toBe(3);
  });

  it('lists each symbol as a perpetual with the precision of its file', () => {
    const [instrument] = recordedMarket({ dataDir: folder({ '币安人生USDT-1m.csv': rows(0, 2) }) }).instruments;
    expect(instrument).toMatchObject({
      symbol: '币安人生USDT',
      baseAsset: '币安人生',
      quoteAsset: 'USDT',
      status: 'TRADING',
      contractType: 'PERPETUAL',
      onboardTimeMs: startMs,
      tickSize: '0.10',
      stepSize: '1.000',
      price: { unitDecimals: 1, shownDecimals: 2 },
    });
  });

  it.each([
    ['a folder that is not there', () => join(root, 'nowhere'), 'found nothing, expected a folder of kline files'],
    ['no folder at all', () => '', 'data folder: found nothing, expected a folder of kline files'],
    ['a file', () => join(folder({ x: '' }), 'x'), 'found a file, expected a folder of kline files'],
    ['an empty folder', () => folder({}), 'found 0 files, none with klines, expected 1m klines in files such as'],
    ['other intervals only', () => folder({ 'AAAUSDT-5m.csv': 'x' }), 'found only klines of 5m, expected 1m klines'],
    ['files without rows', () => folder({ 'AAAUSDT-1m.csv': '' }), 'found kline files without a single row'],
    ['a broken gzip', () => folder({ 'AAAUSDT-1m.csv.gz': 'no gzip' }), 'expected a readable csv.gz file of klines'],
    ['a broken zip', () => folder({ 'AAAUSDT-1m.zip': 'no zip' }), 'expected a readable zip file of klines'],
    ['a zip without a CSV', () => folder({ 'AAAUSDT-1m.zip': zipSync({ x: strToU8('') }) }), 'found no .csv inside'],
    [
      'files that disagree',
      () => folder({ 'AAAUSDT-1m-2026-02-01.csv': row(0), 'AAAUSDT-1m-2026-02-02.csv': row(0, 99) }),
      'AAAUSDT at 2026-02-01T00:00:00.000Z: found two different rows for one minute, expected overlapping files to agree',
    ],
  ])('refuses %s in one sentence', (_title, dataDir, sentence) => {
    const path = dataDir();
    expect(() => recordedMarket({ dataDir: path })).toThrow(BadInputError);
    expect(() => recordedMarket({ dataDir: path })).toThrow(sentence);
  });

  it('refuses a start outside the recording', () => {
    const dataDir = folder({ 'AAAUSDT-1m.csv': rows(0, 2) });
    expect(() => recordedMarket({ dataDir, startMs: startMs + 2 * minuteMs })).toThrow(
      'start: found 2026-02-01T00:02:00.000Z, expected a start from 2026-02-01T00:00:00.000Z to before 2026-02-01T00:02:00.000Z',
    );
  });
});

const data = process.env['CANDLEWICK_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const breadth = join(data, 'klines-1m-breadth');
const hasData = existsSync(breadth);
const why = hasData ? '' : ' (skipped: no folder ../shared/data/klines-1m-breadth, nor CANDLEWICK_DATA)';

describe.skipIf(!hasData)(`a real market${why}`, () => {
  const market = hasData ? recordedMarket({ dataDir: breadth }) : undefined;

  it('is read whole', () => {
    expect(market!.instruments).toHaveLength(49);
    expect(market!.endMs - market!.startMs).toBeGreaterThan(4_000 * minuteMs);
    expect(market!.filledMinuteCount).toBe(0);
  });

  it.each(['BTCUSDT', 'SIRENUSDT', '1000000BOBUSDT'])('%s adds up as the file says, on every interval', (symbol) => {
    const view = new MarketView(market!);
    const lines = gunzipSync(readFileSync(join(breadth, `${symbol}-1m.csv.gz`)))
      .toString()
      .trim()
      .split('\n')
      .slice(1);
    const minutes = lines.map((line) => line.split(',').map(Number));
    for (const interval of klineIntervals) {
      const lengthMs = intervalMs(interval);
      const nowMs = market!.endMs;
      const klines = view.truth({ instrument: view.instrument(symbol)!, interval, fromMs: 0, toMs: nowMs, nowMs });
      const groups = groupBy(minutes, (minute) => Math.floor(minute[0]! / lengthMs) * lengthMs);
      const closed = [...groups].filter(([openMs]) => openMs + lengthMs <= nowMs);
      const sums = closed.map(([openTimeMs, all]) => {
        const traded = all.filter((minute) => minute[5]! > 0 || minute[7]! > 0 || minute[2] !== minute[3]);
        const used = traded.length > 0 ? traded : all.slice(0, 1);
        const sum = (column: number): number => traded.reduce((total, minute) => total + minute[column]!, 0);
        const prices = {
          openTimeMs,
          open: used[0]![1],
          high: Math.max(...used.map((minute) => minute[2]!)),
          low: Math.min(...used.map((minute) => minute[3]!)),
          close: used.at(-1)![4],
        };
        return { prices, baseVolume: sum(5), quoteVolume: sum(7) };
      });
      expect(klines.map(({ openTimeMs, open, high, low, close }) => ({ openTimeMs, open, high, low, close }))).toEqual(
        sums.map(({ prices }) => prices),
      );
      const isClose = ({ baseVolume, quoteVolume }: Kline, at: number): boolean =>
        Math.abs(baseVolume - sums[at]!.baseVolume) < 0.000_5 &&
        Math.abs(quoteVolume - sums[at]!.quoteVolume) <= sums[at]!.quoteVolume * 1e-9;
      expect(klines.filter((kline, at) => !isClose(kline, at))).toEqual([]);
    }
  });
});

function groupBy<T>(values: readonly T[], keyOf: (value: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
