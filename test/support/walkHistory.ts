import { recordedHistory } from '../../src/cli/evaluate/recordedHistory.js';
import type { KlineHistory } from '../../src/core/evaluation/klineHistory.js';
import { seededRandom } from '../../src/core/evaluation/seededRandom.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../src/domain/kline.js';
import { emptyMinuteBlock, minuteMs } from '../../src/simulator/market.js';
import type { RecordedSeries } from '../../src/simulator/recorded/recordedSeries.js';

const walkStartMs = Date.UTC(2026, 0, 31);

export interface WalkOptions {
  readonly symbols: readonly string[];
  readonly minutes: number;
  readonly seed?: number;
  /** Minutes of single symbols, when they are fewer. */
  readonly minutesOf?: Readonly<Record<string, number>>;
  /** Without: no kline says how many trades it had. */
  readonly hasTradeCounts?: boolean;
}

const cents = { unitDecimals: 2, shownDecimals: 2 };

/** Prices that walk at random, partly together. A longer walk of the same seed begins as the shorter one. */
export function walkHistory(options: WalkOptions): KlineHistory {
  const { symbols, seed = 1 } = options;
  return recordedHistory(
    new Map(symbols.map((name, number) => [instrumentSymbol(name), walk(options, name, seed, number)])),
  );
}

function walk(options: WalkOptions, name: string, seed: number, number: number): RecordedSeries {
  const { minutes, minutesOf = {}, hasTradeCounts = true } = options;
  const common = seededRandom(seed);
  const own = seededRandom(seed * 1_000 + number + 1);
  const block = emptyMinuteBlock(walkStartMs, minutesOf[name] ?? minutes);
  let price = 100_000 * (number + 1);
  for (let minute = 0; minute < block.count; minute += 1) {
    const open = price;
    price = Math.round(price * Math.exp(0.002 * (common() - 0.5) + 0.003 * (own() - 0.5)));
    block.open[minute] = open;
    block.close[minute] = price;
    block.high[minute] = Math.max(open, price) + Math.floor(50 * own());
    block.low[minute] = Math.min(open, price) - Math.floor(50 * own());
    const quoteVolume = Math.round(1e8 * (0.2 + own()));
    const takerBuyQuoteVolume = Math.round(quoteVolume * own());
    block.quoteVolume[minute] = quoteVolume;
    block.baseVolume[minute] = Math.round((100 * quoteVolume) / price);
    block.takerBuyQuoteVolume[minute] = takerBuyQuoteVolume;
    block.takerBuyBaseVolume[minute] = Math.round((100 * takerBuyQuoteVolume) / price);
    block.tradeCount[minute] = hasTradeCounts ? 1 + Math.floor(100 * own()) : 0;
  }
  return { block, price: cents, baseVolume: cents, quoteVolume: cents, filledMinuteCount: 0 };
}

/** The same history, telling up to which instant it was read: the latest close of the klines, the latest price. */
export function watchedHistory(history: KlineHistory) {
  const read = { klinesToMs: 0, priceAtMs: 0 };
  const watched: KlineHistory = {
    spans: history.spans,
    klines: (stretch) => {
      const klines = history.klines(stretch);
      read.klinesToMs = Math.max(read.klinesToMs, (klines.at(-1)?.closeTimeMs ?? -1) + 1);
      return klines;
    },
    priceAt: (symbol: InstrumentSymbol, atMs) => {
      read.priceAtMs = Math.max(read.priceAtMs, atMs);
      return history.priceAt(symbol, atMs);
    },
  };
  return { history: watched, read };
}

/** The instant so many minutes after the start. */
export const walkMinute = (minute: number): number => walkStartMs + minute * minuteMs;
