import { BadInputError } from '../../domain/errors.js';
import { minuteMs } from '../market.js';

/** The number columns of a kline file that are kept, in the file's order after `open_time`, by index in the row. */
const decimalColumns = [1, 2, 3, 4, 5, 7, 9, 10] as const;

const columnNames = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
  'ignore',
] as const;

/** A decimal as mantissa × 10^-decimals, trailing zeros taken off, and the places it was written with. */
export interface DecimalColumn {
  readonly mantissas: number[];
  readonly decimals: number[];
  maxDecimals: number;
  maxShownDecimals: number;
}

/** The rows of one or more files, in columns. */
export interface KlineRows {
  readonly openTimesMs: number[];
  /** In the order of `decimalColumns`. */
  readonly columns: readonly DecimalColumn[];
  readonly tradeCounts: number[];
}

export const emptyKlineRows = (): KlineRows => ({
  openTimesMs: [],
  columns: decimalColumns.map(() => ({ mantissas: [], decimals: [], maxDecimals: 0, maxShownDecimals: 0 })),
  tradeCounts: [],
});

const comma = 0x2c;
const dot = 0x2e;
const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const zero = 0x30;
const nine = 0x39;
/** From here on times are microseconds, as in the venue's files since 2025. */
const microsecondTimesFrom = 1e15;

/**
 * Appends the rows of one data.binance.vision kline file (1m) to `rows`. The header line is optional, empty lines are
 * skipped, times may be in ms or µs. Throws a `BadInputError` that names file, line, what was found and what was expected.
 */
export function parseKlineCsv(bytes: Uint8Array, file: string, rows: KlineRows): void {
  new KlineCsvParser(bytes, file, rows).parse();
}

class KlineCsvParser {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  readonly #rows: KlineRows;
  #at = 0;
  #line = 0;
  #column = 0;
  // How the number just read was written.
  #decimals = 0;
  #shownDecimals = 0;

  constructor(bytes: Uint8Array, file: string, rows: KlineRows) {
    this.#bytes = bytes;
    this.#file = file;
    this.#rows = rows;
  }

  parse(): void {
    if (this.#bytes[0] === 0xef && this.#bytes[1] === 0xbb) this.#at = 3;
    while (this.#at < this.#bytes.length) {
      this.#line += 1;
      if (this.#isEmptyLine() || (this.#line === 1 && this.#isHeader())) this.#skipLine();
      else this.#row();
    }
  }

  #row(): void {
    const { columns, openTimesMs, tradeCounts } = this.#rows;
    this.#column = 0;
    const openTime = this.#integer();
    const isMicroseconds = openTime >= microsecondTimesFrom;
    const openTimeMs = isMicroseconds ? Math.floor(openTime / 1_000) : openTime;
    if (openTimeMs % minuteMs !== 0 || openTimeMs === 0)
      this.#refuse(`${openTime}`, 'the open time of a minute, in ms');
    for (let index = 0; index < 5; index += 1) this.#decimal(columns[index]);
    const closeTime = this.#integer();
    const lengthMs = (isMicroseconds ? Math.floor(closeTime / 1_000) : closeTime) - openTimeMs + 1;
    if (lengthMs !== minuteMs) this.#refuse(`${closeTime}`, 'a close time 59,999 ms after the open time');
    this.#decimal(columns[5]);
    tradeCounts.push(this.#integer());
    this.#decimal(columns[6]);
    this.#decimal(columns[7]);
    this.#number(true);
    openTimesMs.push(openTimeMs);
    this.#checkPrices();
  }

  #checkPrices(): void {
    const [open = 0, high = 0, low = 0, close = 0] = this.#rows.columns.map(
      ({ mantissas, decimals }) => (mantissas.at(-1) ?? 0) / 10 ** (decimals.at(-1) ?? 0),
    );
    this.#column = 3;
    const isOrdered = low <= Math.min(open, close) && high >= Math.max(open, close);
    if (!isOrdered) this.#refuse(`low ${low}, high ${high}, open ${open}, close ${close}`, 'low ≤ open, close ≤ high');
    if (low <= 0) this.#refuse(`${low}`, 'a price above 0');
  }

  #integer(): number {
    const value = this.#number(false);
    if (this.#shownDecimals > 0)
      this.#refuse(`a decimal point in ${columnNames[this.#column - 1] ?? ''}`, 'an integer');
    return value;
  }

  #decimal(into: DecimalColumn | undefined): void {
    if (!into) return;
    const mantissa = this.#number(false);
    into.mantissas.push(mantissa);
    into.decimals.push(this.#decimals);
    if (this.#decimals > into.maxDecimals) into.maxDecimals = this.#decimals;
    if (this.#shownDecimals > into.maxShownDecimals) into.maxShownDecimals = this.#shownDecimals;
  }

  /** Reads digits with at most one dot, and the separator behind them: a line end for the last column, else a comma. */
  #number(isLastColumn: boolean): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let value = 0;
    let dotAt = -1;
    let zeros = 0;
    let byte = bytes[at];
    for (; byte !== undefined; at += 1, byte = bytes[at]) {
      if (byte === zero && dotAt >= 0) {
        zeros += 1;
      } else if (byte >= zero && byte <= nine) {
        for (; zeros > 0; zeros -= 1) value *= 10;
        value = value * 10 + (byte - zero);
      } else if (byte === dot && dotAt < 0) {
        dotAt = at;
      } else {
        break;
      }
    }
    const shown = dotAt < 0 ? 0 : at - dotAt - 1;
    const isEmpty = at === start || at === dotAt + 1;
    const isSeparated = isLastColumn
      ? byte === undefined || byte === newline || byte === carriageReturn
      : byte === comma;
    if (isEmpty || !isSeparated) this.#refuseField(start, isLastColumn);
    if (value > Number.MAX_SAFE_INTEGER) this.#refuseField(start, isLastColumn);
    this.#at = at + 1;
    if (byte === carriageReturn && bytes[this.#at] === newline) this.#at += 1;
    this.#column += 1;
    this.#shownDecimals = shown;
    this.#decimals = shown - zeros;
    return value;
  }

  #refuseField(start: number, isLastColumn: boolean): never {
    let end = start;
    while (end < this.#bytes.length && !this.#isSeparator(this.#bytes[end])) end += 1;
    const text = new TextDecoder().decode(this.#bytes.subarray(start, Math.min(end, start + 60)));
    const name = columnNames[this.#column] ?? 'a column';
    const isNumber = /^\d+(\.\d+)?$/.test(text);
    if (isNumber && isLastColumn)
      return this.#refuse(`more than ${columnNames.length} columns`, `${columnNames.length} columns`);
    if (isNumber && this.#bytes[end] !== comma)
      return this.#refuse(`${this.#column + 1} columns`, `${columnNames.length} columns`);
    return this.#refuse(
      `${JSON.stringify(text)} for ${name}`,
      `a non-negative number of at most 15 digits for ${name}`,
    );
  }

  #isSeparator(byte: number | undefined): boolean {
    return byte === comma || byte === newline || byte === carriageReturn;
  }

  #refuse(found: string, expected: string): never {
    const place = `${this.#file}, line ${this.#line}`;
    throw new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected });
  }

  #isEmptyLine(): boolean {
    return this.#bytes[this.#at] === newline || this.#bytes[this.#at] === carriageReturn;
  }

  /** The header begins with a letter, possibly quoted. */
  #isHeader(): boolean {
    const byte = this.#bytes[this.#bytes[this.#at] === quote ? this.#at + 1 : this.#at] ?? 0;
    return byte === 0x6f || byte === 0x4f;
  }

  #skipLine(): void {
    const end = this.#bytes.indexOf(newline, this.#at);
    this.#at = end < 0 ? this.#bytes.length : end + 1;
  }
}
