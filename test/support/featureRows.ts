import { contextAt, type ContractMarket } from '../../src/core/factors/contractMarket.js';
import { candidatesOf, type SeenBook } from '../../src/core/features/candidates.js';
import { noSpot } from '../../src/core/scoring/scanRules.js';
import { scanUniverse } from '../../src/core/scoring/scanUniverse.js';
import { instrumentSymbol, type KlineInterval } from '../../src/domain/kline.js';
import { seriesKey } from '../../src/domain/series.js';
import type { SymbolScore } from '../../src/domain/signal.js';
import { rulesOf, usualFactors } from './factors.js';

const benchmark = instrumentSymbol('BTCUSDT');

/** What a scan of all factors makes of an invented market, `back` closes of the fastest interval before its end. */
export function featureRow(
  market: ContractMarket,
  { intervals, back = 0, size = 300 }: { intervals: readonly KlineInterval[]; back?: number; size?: number },
): { readonly score: SymbolScore; readonly row: Float32Array } {
  const context = contextAt(market, { interval: intervals[0]!, back, size, sign: 0 });
  const { symbol, windows, markPrice, openInterest, spread } = context;
  const book: SeenBook = new Map(
    intervals.flatMap((interval) => [
      [seriesKey(symbol, interval), { status: 'ready' as const, window: windows[interval]! }],
      ...(context.benchmark?.[interval]
        ? [[seriesKey(benchmark, interval), { status: 'ready' as const, window: context.benchmark[interval] }] as const]
        : []),
    ]),
  );
  const maxAgeMs = { markPrice: 1e15, openInterest: 1e15, spread: 1e15 };
  const scan = scanUniverse(rulesOf(Object.values(usualFactors), { intervals, benchmark, maxAgeMs }), {
    symbols: [symbol],
    book,
    books: {
      markPrices: new Map(markPrice && [[symbol, markPrice]]),
      openInterest: new Map(openInterest && [[symbol, openInterest]]),
      spreads: new Map(spread && [[symbol, spread]]),
      spot: noSpot,
    },
    atMs: 2e12,
  });
  const score = scan.scores[0];
  if (!score) throw new Error(JSON.stringify([scan.skipped, scan.failed]));
  return { score, row: candidatesOf({ intervals, benchmark, minScore: 0 })(scan, book).batch };
}
