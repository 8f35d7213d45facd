import { intervalMs, openTimeAt, type Kline, type KlineInterval } from '../domain/kline.js';
import { unitsToNumber } from './decimal.js';
import { cutToElapsed } from './formingMinute.js';
import { KlineBuilder, type KlineUnits } from './klineBuilder.js';
import { minuteAt, minuteMs, type Market, type MarketInstrument } from './market.js';
import { emptyMinuteRow, readMinute, type MinuteRow } from './minuteRow.js';

/** Which klines of one series to visit. */
export interface KlineRange {
  readonly instrument: MarketInstrument;
  readonly interval: KlineInterval;
  /** Open times, both included. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The market instant: klines that close after it are still forming. */
  readonly nowMs: number;
  readonly limit?: number;
}

/** Reads a market at an instant: the one source of REST rows, stream frames and truth, so that they cannot disagree. */
export class MarketView {
  readonly market: Market;
  readonly #instruments: ReadonlyMap<string, MarketInstrument>;

  constructor(market: Market) {
    this.market = market;
    this.#instruments = new Map(market.instruments.map((instrument) => [instrument.symbol, instrument]));
  }

  instrument(symbol: string): MarketInstrument | undefined {
    return this.#instruments.get(symbol);
  }

  /** What has happened by `nowMs` of the minute opening at `minuteOpenMs`, in `into`; false when there is no such minute. */
  readMinuteAt(instrument: MarketInstrument, minuteOpenMs: number, nowMs: number, into: MinuteRow): boolean {
    const block = nowMs < minuteOpenMs ? undefined : this.market.blockAt(instrument, minuteOpenMs);
    if (!block) return false;
    readMinute(block, (minuteOpenMs - block.firstOpenTimeMs) / minuteMs, into);
    cutToElapsed(into, minuteOpenMs, nowMs - minuteOpenMs);
    return true;
  }

  /**
   * Calls `visit` with each kline of the range, oldest first; the last one may be forming. The kline is reused: read it
   * before returning. Klines before the listing or after the market's end do not exist.
   */
  visitKlines(range: KlineRange, visit: (kline: KlineUnits, isClosed: boolean) => void): void {
    const { instrument, interval, nowMs, limit = Number.POSITIVE_INFINITY } = range;
    const lengthMs = intervalMs(interval);
    const builder = new KlineBuilder();
    const row = emptyMinuteRow();
    const firstMs = Math.max(
      Math.ceil(range.fromMs / lengthMs) * lengthMs,
      openTimeAt(interval, instrument.onboardTimeMs),
    );
    const lastMs = Math.min(openTimeAt(interval, Math.max(0, range.toMs)), openTimeAt(interval, nowMs));
    const lastMinuteMs = Math.min(lastMs + lengthMs - minuteMs, minuteAt(nowMs));
    let remaining = limit;
    let minute = Math.max(firstMs, instrument.onboardTimeMs);
    builder.start(firstMs);
    while (minute <= lastMinuteMs && remaining > 0) {
      const block = this.market.blockAt(instrument, minute);
      if (!block) break;
      const blockEndMs = block.firstOpenTimeMs + block.count * minuteMs;
      for (; minute < blockEndMs && minute <= lastMinuteMs && remaining > 0; minute += minuteMs) {
        readMinute(block, (minute - block.firstOpenTimeMs) / minuteMs, row);
        if (nowMs - minute < minuteMs) cutToElapsed(row, minute, nowMs - minute);
        builder.add(minute, row);
        const nextMs = builder.openTimeMs + lengthMs;
        if (minute + minuteMs < nextMs) continue;
        visit(builder, nextMs <= nowMs);
        remaining -= 1;
        builder.start(nextMs);
      }
    }
    if (builder.hasMinutes && remaining > 0) visit(builder, false);
  }

  /** Every kline of the series that opens in the range and is closed at `nowMs`, as a client should hold it. */
  truth(range: KlineRange): Kline[] {
    const klines: Kline[] = [];
    this.visitKlines(range, (kline, isClosed) => {
      if (isClosed) klines.push(toKline(kline, range.instrument, range.interval));
    });
    return klines;
  }

  /** The last traded price at `nowMs`, in units; `undefined` when the symbol has no minute then. */
  lastPriceUnits(instrument: MarketInstrument, nowMs: number): number | undefined {
    const row = emptyMinuteRow();
    const lastMinuteMs = Math.min(minuteAt(nowMs), this.market.endMs - minuteMs);
    return this.readMinuteAt(instrument, lastMinuteMs, nowMs, row) ? row.close : undefined;
  }
}

function toKline(kline: KlineUnits, instrument: MarketInstrument, interval: KlineInterval): Kline {
  const { symbol, price, baseVolume, quoteVolume } = instrument;
  return {
    symbol,
    interval,
    openTimeMs: kline.openTimeMs,
    closeTimeMs: kline.openTimeMs + intervalMs(interval) - 1,
    open: unitsToNumber(kline.open, price),
    high: unitsToNumber(kline.high, price),
    low: unitsToNumber(kline.low, price),
    close: unitsToNumber(kline.close, price),
    baseVolume: unitsToNumber(kline.baseVolume, baseVolume),
    quoteVolume: unitsToNumber(kline.quoteVolume, quoteVolume),
    takerBuyBaseVolume: unitsToNumber(kline.takerBuyBaseVolume, baseVolume),
    takerBuyQuoteVolume: unitsToNumber(kline.takerBuyQuoteVolume, quoteVolume),
    tradeCount: kline.tradeCount,
    isClosed: true,
  };
}
