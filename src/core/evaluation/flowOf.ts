import { intervalMs, type InstrumentSymbol, type Kline, type KlineInterval } from '../../domain/kline.js';
import type { ScanRules } from '../scoring/scanRules.js';
import type { KlineHistory } from './klineHistory.js';
import { readsTakerFlow } from './readsTakerFlow.js';

/** Whether the taker columns can be believed, and who reads them. */
export interface Flow {
  readonly isReal: boolean;
  /** In the order of the factors; known only where the flow is not real. */
  readonly isReadBy: readonly boolean[];
}

export interface FlowOptions {
  readonly history: KlineHistory;
  readonly symbols: readonly InstrumentSymbol[];
  readonly rules: Pick<ScanRules, 'intervals' | 'factors'>;
  /** The last instant. */
  readonly atMs: number;
  readonly windowKlines: number;
}

/** Klines that were traded, but without one trade, were not made by an exchange; nor were their taker columns. */
export function flowOf({ history, symbols, rules, atMs, windowKlines }: FlowOptions): Flow {
  const { intervals, factors } = rules;
  const windows = symbols.map((symbol) => windowsOf({ history, symbol, intervals, atMs, windowKlines }));
  const klines = windows.flatMap((byInterval) => [...byInterval.values()].flat());
  const isReal = klines.some(({ tradeCount }) => tradeCount > 0) || !klines.some(({ quoteVolume }) => quoteVolume > 0);
  const longest = windows.reduce((a, b) => (klinesIn(b) > klinesIn(a) ? b : a));
  const isReadBy = factors.map(({ factor }) => !isReal && readsTakerFlow(factor, longest));
  return { isReal, isReadBy };
}

const klinesIn = (windows: ReadonlyMap<KlineInterval, readonly Kline[]>): number =>
  [...windows.values()].reduce((sum, klines) => sum + klines.length, 0);

interface WindowsOptions {
  readonly history: KlineHistory;
  readonly symbol: InstrumentSymbol;
  readonly intervals: readonly KlineInterval[];
  readonly atMs: number;
  readonly windowKlines: number;
}

/** The last klines of each interval. */
function windowsOf({ history, symbol, intervals, atMs, windowKlines }: WindowsOptions) {
  const windows = new Map<KlineInterval, readonly Kline[]>();
  const span = history.spans.get(symbol);
  for (const interval of span ? intervals : []) {
    const lengthMs = intervalMs(interval);
    const toMs = Math.floor(Math.min(atMs, span!.toMs) / lengthMs) * lengthMs;
    const fromMs = Math.max(Math.ceil(span!.fromMs / lengthMs) * lengthMs, toMs - windowKlines * lengthMs);
    if (fromMs < toMs) windows.set(interval, history.klines({ symbol, interval, fromMs, toMs }));
  }
  return windows;
}
