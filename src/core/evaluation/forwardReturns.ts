import type { InstrumentSymbol } from '../../domain/kline.js';
import type { KlineHistory } from './klineHistory.js';

export interface ForwardReturnsOptions {
  readonly history: KlineHistory;
  readonly symbols: readonly InstrumentSymbol[];
  readonly instantsMs: readonly number[];
  readonly horizonMs: number;
  /** What comes later is not looked at. */
  readonly endMs: number;
}

/** ln(price `horizonMs` later / price) at every instant, `instant × symbols + symbol`; NaN where one is not recorded. */
export function forwardReturns({
  history,
  symbols,
  instantsMs,
  horizonMs,
  endMs,
}: ForwardReturnsOptions): Float64Array {
  const returns = new Float64Array(instantsMs.length * symbols.length).fill(Number.NaN);
  for (const [number, symbol] of symbols.entries()) {
    const span = history.spans.get(symbol);
    if (!span) continue;
    const toMs = Math.min(span.toMs, endMs);
    for (const [instant, atMs] of instantsMs.entries()) {
      if (atMs <= span.fromMs || atMs + horizonMs > toMs) continue;
      const price = history.priceAt(symbol, atMs);
      returns[instant * symbols.length + number] = Math.log(history.priceAt(symbol, atMs + horizonMs) / price);
    }
  }
  return returns;
}
