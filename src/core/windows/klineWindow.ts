import type { Certificate } from '../../domain/certificate.js';
import { intervalMs, type InstrumentSymbol, type Kline, type KlineInterval } from '../../domain/kline.js';
import { parseSeriesKey, type SeriesKey } from '../../domain/series.js';

/** Where a kline came from. */
export type KlineSource = 'store' | 'rest' | 'ws';

const sources: readonly KlineSource[] = ['store', 'rest', 'ws'];
const columnCount = 8;

/** The columns of a window, oldest first, all of the same length. Views: valid until the next write. */
export interface KlineColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly baseVolume: Float64Array;
  readonly quoteVolume: Float64Array;
  readonly takerBuyQuoteVolume: Float64Array;
  readonly tradeCount: Float64Array;
}

/** One row of a window: what it keeps of a closed kline. */
export interface KlineRow {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly baseVolume: number;
  readonly quoteVolume: number;
  readonly takerBuyQuoteVolume: number;
  readonly tradeCount: number;
}

/**
 * The last `size` closed klines of one series, always contiguous.
 *
 * Columnar and mutable: every column is one stretch of one buffer that slides forward, so an append writes eight
 * numbers and reading is a view, not a copy. The buffer has an eighth of slack; when it is used up the window is moved
 * back to the start, once in `size / 8` appends. Open times are not stored: the newest one and the interval say them all.
 */
export class KlineWindow {
  readonly series: SeriesKey;
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
  readonly size: number;
  readonly #intervalMs: number;
  readonly #capacity: number;
  readonly #cells: Float64Array;
  readonly #sourceOf: Uint8Array;
  readonly #sourceCounts = [0, 0, 0];
  #start = 0;
  #count = 0;
  #lastOpenTimeMs = Number.NaN;
  #lastEventTimeMs = 0;
  #version = 0;
  #columns: KlineColumns | undefined;

  constructor({ series, size }: { readonly series: SeriesKey; readonly size: number }) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`a window holds at least 1 kline, was asked for ${size}`);
    const { symbol, interval } = parseSeriesKey(series);
    this.series = series;
    this.symbol = symbol;
    this.interval = interval;
    this.size = size;
    this.#intervalMs = intervalMs(interval);
    this.#capacity = size + Math.max(1, size >> 3);
    this.#cells = new Float64Array(columnCount * this.#capacity);
    this.#sourceOf = new Uint8Array(this.#capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** Grows with every change of the klines held, and with nothing else. */
  get version(): number {
    return this.#version;
  }

  /** Open time of the oldest kline; NaN while empty. */
  get firstOpenTimeMs(): number {
    return this.#lastOpenTimeMs - (this.#count - 1) * this.#intervalMs;
  }

  /** Open time of the newest kline; NaN while empty. */
  get lastOpenTimeMs(): number {
    return this.#lastOpenTimeMs;
  }

  /** Bytes this window occupies. */
  get byteLength(): number {
    return this.#cells.byteLength + this.#sourceOf.byteLength;
  }

  /** Notes that an event of the exchange reached this window, whether or not it changed a kline. */
  touch(exchangeTimeMs: number): void {
    if (exchangeTimeMs > this.#lastEventTimeMs) this.#lastEventTimeMs = exchangeTimeMs;
  }

  /** Adds the next closed kline and forgets the oldest beyond `size`. Throws a `RangeError` if it is not the next one. */
  append(kline: KlineRow, source: KlineSource): this {
    if (this.#count > 0 && kline.openTimeMs !== this.#lastOpenTimeMs + this.#intervalMs) {
      throw new RangeError(
        `${this.series}: the next kline opens at ${this.#lastOpenTimeMs + this.#intervalMs}, was given ${kline.openTimeMs}`,
      );
    }
    if (this.#count === this.size) this.#dropOldest();
    if (this.#start + this.#count === this.#capacity) this.#slideToStart();
    const at = this.#start + this.#count;
    this.#count += 1;
    this.#lastOpenTimeMs = kline.openTimeMs;
    this.#sourceCounts[sources.indexOf(source)]! += 1;
    this.#write(at, kline, source);
    return this;
  }

  /** Overwrites a kline the window holds. Throws a `RangeError` if it does not. */
  replace(kline: KlineRow, source: KlineSource): this {
    const row = this.indexOf(kline.openTimeMs);
    if (row < 0) throw new RangeError(`${this.series}: no kline opens at ${kline.openTimeMs}`);
    const at = this.#start + row;
    this.#sourceCounts[this.#sourceOf[at]!]! -= 1;
    this.#sourceCounts[sources.indexOf(source)]! += 1;
    this.#write(at, kline, source);
    return this;
  }

  /** Forgets every kline. */
  clear(): void {
    this.#start = 0;
    this.#count = 0;
    this.#lastOpenTimeMs = Number.NaN;
    this.#sourceCounts.fill(0);
    this.#version += 1;
    this.#columns = undefined;
  }

  /** Row of the kline that opens at `openTimeMs`, 0 = oldest; -1 if it is not held. */
  indexOf(openTimeMs: number): number {
    const fromEnd = (this.#lastOpenTimeMs - openTimeMs) / this.#intervalMs;
    return Number.isInteger(fromEnd) && fromEnd >= 0 && fromEnd < this.#count ? this.#count - 1 - fromEnd : -1;
  }

  /** Where the kline at `row` came from. */
  sourceAt(row: number): KlineSource | undefined {
    return row >= 0 && row < this.#count ? sources[this.#sourceOf[this.#start + row]!] : undefined;
  }

  /** True when the held kline of the same open time has the same values. */
  holdsSame(kline: Kline): boolean {
    const row = this.indexOf(kline.openTimeMs);
    if (row < 0) return false;
    const { open, high, low, close, baseVolume, quoteVolume, takerBuyQuoteVolume, tradeCount } = this.columns;
    return (
      open[row] === kline.open &&
      high[row] === kline.high &&
      low[row] === kline.low &&
      close[row] === kline.close &&
      baseVolume[row] === kline.baseVolume &&
      quoteVolume[row] === kline.quoteVolume &&
      takerBuyQuoteVolume[row] === kline.takerBuyQuoteVolume &&
      tradeCount[row] === kline.tradeCount
    );
  }

  /** Views of the columns, no copy. Read them before the next write. */
  get columns(): KlineColumns {
    this.#columns ??= {
      open: this.#view(0),
      high: this.#view(1),
      low: this.#view(2),
      close: this.#view(3),
      baseVolume: this.#view(4),
      quoteVolume: this.#view(5),
      takerBuyQuoteVolume: this.#view(6),
      tradeCount: this.#view(7),
    };
    return this.#columns;
  }

  /** One row, copied; negative counts from the newest. `undefined` outside the window. */
  at(index: number): KlineRow | undefined {
    const row = index < 0 ? this.#count + index : index;
    if (row < 0 || row >= this.#count) return undefined;
    return rowOf(this.columns, row, this.firstOpenTimeMs + row * this.#intervalMs);
  }

  /** All rows, oldest first, copied. */
  toArray(): KlineRow[] {
    return Array.from({ length: this.#count }, (_, row) => this.at(row)!);
  }

  /** What this window can prove. Contiguous by construction: `append` takes nothing but the next kline. */
  certificate(): Certificate {
    const [store = 0, rest = 0, ws = 0] = this.#sourceCounts;
    return {
      series: this.series,
      fromMs: this.firstOpenTimeMs,
      toMs: this.#lastOpenTimeMs + this.#intervalMs - 1,
      count: this.#count,
      contiguous: this.#count > 0,
      sources: { store, rest, ws },
      lastEventTimeMs: this.#lastEventTimeMs,
    };
  }

  #view(column: number): Float64Array {
    const from = column * this.#capacity + this.#start;
    return this.#cells.subarray(from, from + this.#count);
  }

  #write(at: number, kline: KlineRow, source: KlineSource): void {
    const cells = this.#cells;
    const capacity = this.#capacity;
    cells[at] = kline.open;
    cells[at + capacity] = kline.high;
    cells[at + 2 * capacity] = kline.low;
    cells[at + 3 * capacity] = kline.close;
    cells[at + 4 * capacity] = kline.baseVolume;
    cells[at + 5 * capacity] = kline.quoteVolume;
    cells[at + 6 * capacity] = kline.takerBuyQuoteVolume;
    cells[at + 7 * capacity] = kline.tradeCount;
    this.#sourceOf[at] = sources.indexOf(source);
    this.#version += 1;
    this.#columns = undefined;
  }

  #dropOldest(): void {
    this.#sourceCounts[this.#sourceOf[this.#start]!]! -= 1;
    this.#start += 1;
    this.#count -= 1;
  }

  #slideToStart(): void {
    const end = this.#start + this.#count;
    for (let column = 0; column < columnCount; column += 1) {
      const offset = column * this.#capacity;
      this.#cells.copyWithin(offset, offset + this.#start, offset + end);
    }
    this.#sourceOf.copyWithin(0, this.#start, end);
    this.#start = 0;
  }
}

/** One row out of columns that have it, with the open time that they imply. */
export const rowOf = (columns: KlineColumns, row: number, openTimeMs: number): KlineRow => ({
  openTimeMs,
  open: columns.open[row]!,
  high: columns.high[row]!,
  low: columns.low[row]!,
  close: columns.close[row]!,
  baseVolume: columns.baseVolume[row]!,
  quoteVolume: columns.quoteVolume[row]!,
  takerBuyQuoteVolume: columns.takerBuyQuoteVolume[row]!,
  tradeCount: columns.tradeCount[row]!,
});
