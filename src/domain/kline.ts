/** A venue's name of an instrument, `BTCUSDT`. May hold non-ASCII characters. */
export type InstrumentSymbol = string & { readonly __brand: 'InstrumentSymbol' };

export const instrumentSymbol = (name: string): InstrumentSymbol => name as InstrumentSymbol;

/** The intervals Candlewick knows: all of fixed length and aligned to the epoch, shortest first. */
export const klineIntervals = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d'] as const;

export type KlineInterval = (typeof klineIntervals)[number];

const minuteMs = 60_000;
const intervalLengthMs: Readonly<Record<KlineInterval, number>> = {
  '1m': minuteMs,
  '3m': 3 * minuteMs,
  '5m': 5 * minuteMs,
  '15m': 15 * minuteMs,
  '30m': 30 * minuteMs,
  '1h': 60 * minuteMs,
  '2h': 120 * minuteMs,
  '4h': 240 * minuteMs,
  '6h': 360 * minuteMs,
  '8h': 480 * minuteMs,
  '12h': 720 * minuteMs,
  '1d': 1_440 * minuteMs,
};

export const isKlineInterval = (text: string): text is KlineInterval => Object.hasOwn(intervalLengthMs, text);

export const intervalMs = (interval: KlineInterval): number => intervalLengthMs[interval];

/** Open time of the kline that holds the instant `atMs`. */
export const openTimeAt = (interval: KlineInterval, atMs: number): number => atMs - (atMs % intervalMs(interval));

/** One open-high-low-close-volume bar. Prices are quote per one base. */
export interface Kline {
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
  /** Inclusive, exchange clock. */
  readonly openTimeMs: number;
  /** Inclusive: one millisecond before the next kline opens. */
  readonly closeTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly baseVolume: number;
  readonly quoteVolume: number;
  readonly takerBuyBaseVolume: number;
  readonly takerBuyQuoteVolume: number;
  readonly tradeCount: number;
  /** False while the kline is still forming. */
  readonly isClosed: boolean;
}
