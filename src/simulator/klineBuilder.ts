import { minuteMs } from './market.js';
import type { MinuteRow } from './minuteRow.js';

/** Minutes number their trades within a range of their own, so that ids need no history. */
export const tradeIdsPerMinute = 1_000_000;

/** A kline of any interval, in units. */
export interface KlineUnits {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly baseVolume: number;
  readonly quoteVolume: number;
  readonly takerBuyBaseVolume: number;
  readonly takerBuyQuoteVolume: number;
  readonly tradeCount: number;
  /** -1 when nothing traded. */
  readonly firstTradeId: number;
  readonly lastTradeId: number;
  readonly hasTrades: boolean;
}

/**
 * Adds minutes up to a kline. As on the venue a kline is made of its trades: minutes without trades do not touch open,
 * high and low, and a kline without any is flat. Reusable: `start` begins the next one.
 */
export class KlineBuilder implements KlineUnits {
  openTimeMs = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  baseVolume = 0;
  quoteVolume = 0;
  takerBuyBaseVolume = 0;
  takerBuyQuoteVolume = 0;
  tradeCount = 0;
  firstTradeId = -1;
  lastTradeId = -1;
  hasTrades = false;
  /** False until the first minute, with or without trades, has been added. */
  hasMinutes = false;

  start(openTimeMs: number): void {
    this.openTimeMs = openTimeMs;
    this.open = this.high = this.low = this.close = 0;
    this.baseVolume = this.quoteVolume = this.takerBuyBaseVolume = this.takerBuyQuoteVolume = this.tradeCount = 0;
    this.firstTradeId = this.lastTradeId = -1;
    this.hasTrades = this.hasMinutes = false;
  }

  add(minuteOpenMs: number, row: MinuteRow): void {
    const isFirst = !this.hasMinutes;
    this.hasMinutes = true;
    if (!row.hasTrades) {
      if (isFirst) this.open = this.high = this.low = this.close = row.close;
      return;
    }
    const firstId = (minuteOpenMs / minuteMs) * tradeIdsPerMinute;
    if (this.hasTrades) {
      if (row.high > this.high) this.high = row.high;
      if (row.low < this.low) this.low = row.low;
    } else {
      this.open = row.open;
      this.high = row.high;
      this.low = row.low;
      this.firstTradeId = firstId;
    }
    this.hasTrades = true;
    this.close = row.close;
    this.baseVolume += row.baseVolume;
    this.quoteVolume += row.quoteVolume;
    this.takerBuyBaseVolume += row.takerBuyBaseVolume;
    this.takerBuyQuoteVolume += row.takerBuyQuoteVolume;
    this.tradeCount += row.tradeCount;
    this.lastTradeId = firstId + Math.max(1, row.tradeCount) - 1;
  }

  /** Takes over everything from another. */
  copyFrom(other: KlineBuilder): void {
    Object.assign(this, other);
  }
}
