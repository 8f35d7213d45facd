import type { KlineColumns, KlineWindow } from '../windows/klineWindow.js';

/**
 * What many factors make of one window, computed when it is first asked for. Prices are taken as logarithms: moves are
 * then ratios, whatever the unit of price, and falling is the mirror image of rising.
 */
export class WindowFigures {
  #window: KlineWindow | undefined;
  /** ln close, row by row as in the window; known from `#logsFrom` on. */
  #logs = new Float64Array(0);
  #logsFrom = 0;
  #rangeLength = 0;
  #range = 0;

  constructor(window?: KlineWindow) {
    if (window) this.show(window);
  }

  /** From now on the figures are those of `window`, as it is now. */
  show(window: KlineWindow): void {
    this.#window = window;
    if (this.#logs.length !== window.count) this.#logs = new Float64Array(window.count);
    this.#logsFrom = window.count;
    this.#rangeLength = 0;
  }

  /** Natural logarithms of the last `length` closes. A view: valid until another window is shown. */
  logCloses(length: number): Float64Array {
    return this.#know(length).subarray(this.#logs.length - length);
  }

  /** ln(close / close `klines` klines earlier). */
  logReturn(klines: number): number {
    const logs = this.#know(klines + 1);
    return logs[logs.length - 1]! - logs[logs.length - 1 - klines]!;
  }

  /** Rise per kline of the least-squares line through the ln closes of `klines` klines, which end `back` klines ago. */
  slope(klines: number, back = 0): number {
    const logs = this.#know(klines + back);
    const from = logs.length - klines - back;
    const origin = logs[from]!;
    const middle = (klines - 1) / 2;
    let sxy = 0;
    for (let i = 0; i < klines; i += 1) sxy += (i - middle) * (logs[from + i]! - origin);
    return sxy / ((klines * (klines * klines - 1)) / 12);
  }

  /** Root mean square of the last `length` log returns: the usual size of one kline's move, drift not removed. */
  volatility(length: number): number {
    const logs = this.#know(length + 1);
    let squares = 0;
    for (let i = logs.length - length; i < logs.length; i += 1) {
      const logReturn = logs[i]! - logs[i - 1]!;
      squares += logReturn * logReturn;
    }
    return Math.sqrt(squares / length);
  }

  /** Mean over the last `length` klines of ln(true high / true low): their average true range, as a ratio of price. */
  trueRange(length: number): number {
    if (length === this.#rangeLength) return this.#range;
    const { high, low, close } = this.#columns();
    if (close.length <= length) throw new RangeError(`${length} true ranges were asked for, of ${close.length} klines`);
    let product = 1;
    let sum = 0;
    for (let i = close.length - length; i < close.length; i += 1) {
      const previousClose = close[i - 1]!;
      product *= Math.max(high[i]!, previousClose) / Math.min(low[i]!, previousClose);
      // One logarithm for many klines, long before the product could overflow.
      if (product > 1e9) {
        sum += Math.log(product);
        product = 1;
      }
    }
    this.#rangeLength = length;
    this.#range = (sum + Math.log(product)) / length;
    return this.#range;
  }

  /** All logarithms; the last `length` of them are known. */
  #know(length: number): Float64Array {
    const logs = this.#logs;
    const from = logs.length - length;
    if (from >= this.#logsFrom) return logs;
    if (from < 0) throw new RangeError(`the last ${length} closes were asked for, of ${logs.length}`);
    const { close } = this.#columns();
    for (let i = from; i < this.#logsFrom; i += 1) logs[i] = Math.log(close[i]!);
    this.#logsFrom = from;
    return logs;
  }

  #columns(): KlineColumns {
    if (!this.#window) throw new RangeError('no window is shown');
    return this.#window.columns;
  }
}
