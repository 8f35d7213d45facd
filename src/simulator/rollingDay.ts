import { dayMs, minuteMs, type MarketInstrument } from './market.js';
import type { MarketView } from './marketView.js';
import { emptyMinuteRow } from './minuteRow.js';

/** The rolling 24 hours of one symbol, in units. */
export interface DayTicker {
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  readonly baseVolume: number;
  readonly quoteVolume: number;
  readonly tradeCount: number;
}

/** The window slides in steps of five minutes. */
const stepMs = 5 * minuteMs;
const stepCount = dayMs / stepMs;
const fieldCount = 6;

/** Five-minute sums of the last day, as a ring: open, high, low, base volume, quote volume, count. */
class DayRing {
  readonly #cells = new Float64Array(stepCount * fieldCount);
  /** Open time of the first step not in the ring yet. */
  nextMs: number;

  constructor(nextMs: number) {
    this.nextMs = nextMs;
  }

  push(open: number, high: number, low: number, sums: readonly [number, number, number]): void {
    this.#cells.set([open, high, low, ...sums], this.#offset(this.nextMs));
    this.nextMs += stepMs;
  }

  /** Adds what the ring holds to the ticker. */
  addTo(ticker: { -readonly [K in keyof DayTicker]: DayTicker[K] }): void {
    const cells = this.#cells;
    for (let openMs = this.nextMs - dayMs; openMs < this.nextMs; openMs += stepMs) {
      const at = this.#offset(openMs);
      const high = cells[at + 1] ?? 0;
      if (high === 0) continue;
      if (ticker.open === 0) ticker.open = cells[at] ?? 0;
      if (high > ticker.high) ticker.high = high;
      ticker.low = Math.min(ticker.low, cells[at + 2] ?? 0);
      ticker.baseVolume += cells[at + 3] ?? 0;
      ticker.quoteVolume += cells[at + 4] ?? 0;
      ticker.tradeCount += cells[at + 5] ?? 0;
    }
  }

  #offset(openMs: number): number {
    return ((openMs / stepMs) % stepCount) * fieldCount;
  }
}

/** Rolling 24 h of every symbol; keeps 14 kB per symbol, so that a tick over all of them costs a millisecond. */
export class RollingDays {
  readonly #view: MarketView;
  readonly #rings = new Map<string, DayRing>();
  readonly #row = emptyMinuteRow();

  constructor(view: MarketView) {
    this.#view = view;
  }

  /** The day up to `nowMs`; `undefined` for a symbol without klines. Time should go on: going back builds the day anew. */
  at(instrument: MarketInstrument, nowMs: number): DayTicker | undefined {
    const stepOpenMs = nowMs - (nowMs % stepMs);
    const ring = this.#ringAt(instrument, stepOpenMs);
    const ticker = {
      openTimeMs: ring.nextMs - dayMs,
      closeTimeMs: nowMs,
      open: 0,
      high: 0,
      low: Number.POSITIVE_INFINITY,
      last: 0,
      baseVolume: 0,
      quoteVolume: 0,
      tradeCount: 0,
    };
    ring.addTo(ticker);
    const last = this.#view.lastPriceUnits(instrument, nowMs);
    if (last === undefined) return undefined;
    ticker.last = last;
    this.#addMinutesSince(ring.nextMs, instrument, nowMs, ticker);
    if (ticker.open === 0) ticker.open = last;
    if (ticker.high === 0) ticker.high = ticker.low = last;
    return ticker;
  }

  #addMinutesSince(
    fromMs: number,
    instrument: MarketInstrument,
    nowMs: number,
    ticker: { -readonly [K in keyof DayTicker]: DayTicker[K] },
  ): void {
    const row = this.#row;
    for (let minute = fromMs; minute <= nowMs; minute += minuteMs) {
      if (!this.#view.readMinuteAt(instrument, minute, nowMs, row)) continue;
      if (ticker.open === 0) ticker.open = row.open;
      ticker.high = Math.max(ticker.high, row.high);
      ticker.low = Math.min(ticker.low, row.low);
      ticker.baseVolume += row.baseVolume;
      ticker.quoteVolume += row.quoteVolume;
      ticker.tradeCount += row.tradeCount;
    }
  }

  #ringAt(instrument: MarketInstrument, stepOpenMs: number): DayRing {
    let ring = this.#rings.get(instrument.symbol);
    if (!ring || stepOpenMs - ring.nextMs > dayMs || stepOpenMs < ring.nextMs) {
      ring = new DayRing(stepOpenMs - dayMs);
      this.#rings.set(instrument.symbol, ring);
    }
    if (ring.nextMs < stepOpenMs) this.#fill(ring, instrument, stepOpenMs);
    return ring;
  }

  #fill(ring: DayRing, instrument: MarketInstrument, untilMs: number): void {
    const range = { instrument, interval: '5m', fromMs: ring.nextMs, toMs: untilMs - stepMs, nowMs: untilMs } as const;
    this.#view.visitKlines(range, (kline) => {
      while (ring.nextMs < kline.openTimeMs) ring.push(0, 0, 0, [0, 0, 0]);
      const { open, high, low, baseVolume, quoteVolume, tradeCount } = kline;
      ring.push(open, high, low, [baseVolume, quoteVolume, tradeCount]);
    });
    while (ring.nextMs < untilMs) ring.push(0, 0, 0, [0, 0, 0]);
  }
}
