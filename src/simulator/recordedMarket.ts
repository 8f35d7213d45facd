import { BadInputError } from '../domain/errors.js';
import { instrumentSymbol, type InstrumentSymbol } from '../domain/kline.js';
import { formatUnits } from './decimal.js';
import { minuteAt, minuteMs, type Market, type MarketInstrument, type MinuteBlock } from './market.js';
import { emptyKlineRows, parseKlineCsv, type KlineRows } from './recorded/klineCsv.js';
import { klineFilesIn } from './recorded/klineFolder.js';
import { recordedSeries, type RecordedSeries } from './recorded/recordedSeries.js';
import { perpetualDeliveryMs } from './synthetic/listing.js';

export interface RecordedMarketOptions {
  /** A folder of 1m kline files as data.binance.vision names them: `.csv`, `.csv.gz` or `.zip`. */
  readonly dataDir: string;
  /** Where play begins; the middle of the recording when not given. */
  readonly startMs?: number;
}

export interface RecordedMarket extends Market {
  /** Minutes missing from the files, played as minutes without trades. */
  readonly filledMinuteCount: number;
}

/**
 * A market that plays recorded minutes. Everything before `startMs` is history; the market ends with the last row.
 * Throws a `BadInputError` for a folder, file or row that cannot be used, and for a start outside the recording.
 */
export function recordedMarket({ dataDir, startMs }: RecordedMarketOptions): RecordedMarket {
  const rowsBySymbol = readRows(dataDir);
  const { firstMs, endMs } = rangeOf([...rowsBySymbol.values()], dataDir);
  const series = new Map<InstrumentSymbol, RecordedSeries>();
  for (const [symbol, rows] of rowsBySymbol) {
    series.set(instrumentSymbol(symbol), recordedSeries(symbol, rows, endMs));
    rowsBySymbol.delete(symbol);
  }
  const filledMinuteCount = [...series.values()].reduce((sum, each) => sum + each.filledMinuteCount, 0);
  return {
    title: `recorded market, ${series.size} symbols`,
    startMs: checkedStart(startMs, firstMs, endMs),
    endMs,
    instruments: [...series].map(([symbol, each]) => instrumentOf(symbol, each)),
    filledMinuteCount,
    blockAt({ symbol }: MarketInstrument, minuteOpenMs: number): MinuteBlock | undefined {
      const block = series.get(symbol)?.block;
      return block && minuteOpenMs >= block.firstOpenTimeMs && minuteOpenMs < endMs ? block : undefined;
    },
  };
}

function readRows(dataDir: string): Map<string, KlineRows> {
  const rowsBySymbol = new Map<string, KlineRows>();
  for (const { symbol, name, read } of klineFilesIn(dataDir)) {
    const rows = rowsBySymbol.get(symbol) ?? emptyKlineRows();
    parseKlineCsv(read(), name, rows);
    if (rows.openTimesMs.length > 0) rowsBySymbol.set(symbol, rows);
  }
  return rowsBySymbol;
}

function rangeOf(all: readonly KlineRows[], dataDir: string): { readonly firstMs: number; readonly endMs: number } {
  let firstMs = Number.POSITIVE_INFINITY;
  let endMs = 0;
  for (const { openTimesMs } of all) {
    for (const openTimeMs of openTimesMs) {
      if (openTimeMs < firstMs) firstMs = openTimeMs;
      if (openTimeMs + minuteMs > endMs) endMs = openTimeMs + minuteMs;
    }
  }
  if (endMs > 0) return { firstMs, endMs };
  const details = { place: dataDir, found: 'kline files without a single row', expected: 'at least one 1m kline' };
  throw new BadInputError(`${dataDir}: found ${details.found}, expected ${details.expected}`, details);
}

function checkedStart(startMs: number | undefined, firstMs: number, endMs: number): number {
  if (startMs === undefined) return minuteAt(firstMs + (endMs - firstMs) / 2);
  if (startMs >= firstMs && startMs < endMs) return startMs;
  const [found, first, end] = [startMs, firstMs, endMs].map((atMs) => new Date(atMs).toISOString());
  const expected = `a start from ${first ?? ''} to before ${end ?? ''}, where the recording is`;
  throw new BadInputError(`start: found ${found ?? ''}, expected ${expected}`, {
    place: 'start',
    found: found ?? '',
    expected,
  });
}

function instrumentOf(
  symbol: InstrumentSymbol,
  { block, price, baseVolume, quoteVolume }: RecordedSeries,
): MarketInstrument {
  const quoteAsset = symbol.endsWith('USDC') ? 'USDC' : 'USDT';
  const baseAsset = symbol.endsWith(quoteAsset) ? symbol.slice(0, -quoteAsset.length) : symbol;
  return {
    symbol,
    pair: symbol,
    baseAsset,
    quoteAsset,
    status: 'TRADING',
    contractType: 'PERPETUAL',
    underlyingType: 'COIN',
    onboardTimeMs: block.firstOpenTimeMs,
    deliveryTimeMs: perpetualDeliveryMs,
    price,
    baseVolume,
    quoteVolume,
    tickSize: formatUnits(1, price),
    stepSize: formatUnits(1, baseVolume),
  };
}
