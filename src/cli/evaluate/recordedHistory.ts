import type { KlineHistory, KlineStretch, TimeSpan } from '../../core/evaluation/klineHistory.js';
import { intervalMs, type InstrumentSymbol, type Kline } from '../../domain/kline.js';
import { unitsToNumber } from '../../simulator/decimal.js';
import { KlineBuilder } from '../../simulator/klineBuilder.js';
import { minuteMs } from '../../simulator/market.js';
import { emptyMinuteRow, readMinute } from '../../simulator/minuteRow.js';
import type { RecordedSeries } from '../../simulator/recorded/recordedSeries.js';

/** Recorded minutes, added up to klines of every interval as the simulated exchange adds them up: to the last digit. */
export function recordedHistory(series: ReadonlyMap<InstrumentSymbol, RecordedSeries>): KlineHistory {
  const spans = new Map<InstrumentSymbol, TimeSpan>();
  for (const [symbol, { block }] of series) {
    const fromMs = block.firstOpenTimeMs;
    spans.set(symbol, { fromMs, toMs: fromMs + block.count * minuteMs });
  }
  return {
    spans,
    klines: (stretch) => klinesOf(series.get(stretch.symbol)!, stretch),
    priceAt: (symbol, atMs) => {
      const { block, price } = series.get(symbol)!;
      const minute = Math.floor((atMs - block.firstOpenTimeMs) / minuteMs) - 1;
      return unitsToNumber(block.close[minute] ?? Number.NaN, price);
    },
  };
}

function klinesOf(series: RecordedSeries, { symbol, interval, fromMs, toMs }: KlineStretch): readonly Kline[] {
  const { block, price, baseVolume, quoteVolume } = series;
  const lengthMs = intervalMs(interval);
  const builder = new KlineBuilder();
  const row = emptyMinuteRow();
  const klines: Kline[] = [];
  for (let openTimeMs = fromMs; openTimeMs < toMs; openTimeMs += lengthMs) {
    builder.start(openTimeMs);
    for (let minute = openTimeMs; minute < openTimeMs + lengthMs; minute += minuteMs)
      builder.add(minute, readMinute(block, (minute - block.firstOpenTimeMs) / minuteMs, row));
    klines.push({
      symbol,
      interval,
      openTimeMs,
      closeTimeMs: openTimeMs + lengthMs - 1,
      open: unitsToNumber(builder.open, price),
      high: unitsToNumber(builder.high, price),
      low: unitsToNumber(builder.low, price),
      close: unitsToNumber(builder.close, price),
      baseVolume: unitsToNumber(builder.baseVolume, baseVolume),
      quoteVolume: unitsToNumber(builder.quoteVolume, quoteVolume),
      takerBuyBaseVolume: unitsToNumber(builder.takerBuyBaseVolume, baseVolume),
      takerBuyQuoteVolume: unitsToNumber(builder.takerBuyQuoteVolume, quoteVolume),
      tradeCount: builder.tradeCount,
      isClosed: true,
    });
  }
  return klines;
}
