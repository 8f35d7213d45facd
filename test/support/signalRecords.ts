import { instrumentSymbol } from '../../src/domain/kline.js';
import { seriesKey } from '../../src/domain/series.js';
import type { WindowRecord } from '../../src/domain/signalRecord.js';
import type { KeptSignal } from '../../src/ports/signalRecords.js';

const symbol = instrumentSymbol('ETHUSDT');

/** A window of some klines whose values are made of `seed`: numbers with all their digits. */
function windowRecord(of: string, seed: number): WindowRecord {
  const column = (which: number): Float64Array =>
    Float64Array.from({ length: 5 }, (_, i) => Math.exp(seed + which) / (i + 3));
  return {
    series: seriesKey(instrumentSymbol(of), '5m'),
    size: 6,
    firstOpenTimeMs: 1_800_000_000_000,
    columns: {
      open: column(0),
      high: column(1),
      low: column(2),
      close: column(3),
      baseVolume: column(4),
      quoteVolume: column(5),
      takerBuyQuoteVolume: column(6),
      tradeCount: column(7),
    },
  };
}

/** A kept signal with something of everything; `id` tells them apart. */
export const keptSignal = (id: string, seed = 1): KeptSignal => ({
  signal: {
    kind: 'opened',
    id,
    symbol,
    direction: 'short',
    score: -62.1 - seed / 7,
    parts: [
      {
        factor: 'trend',
        kind: 'directional',
        score: -80 / 3,
        weight: 1,
        byInterval: { '5m': -80 / 3 },
        abstained: undefined,
      },
      { factor: 'news', kind: 'directional', score: undefined, weight: 0, byInterval: {}, abstained: 'noOpinion' },
    ],
    certificates: [
      {
        series: seriesKey(symbol, '5m'),
        fromMs: 1_800_000_000_000,
        toMs: 1_800_001_499_999,
        count: 5,
        contiguous: true,
        sources: { store: 0, rest: 4, ws: 1 },
        lastEventTimeMs: 1_800_001_500_007,
      },
    ],
    price: Number.NaN,
    priceTimeMs: 0,
    atMs: 1_800_001_510_000 + seed,
    cycle: 7,
    openedAtMs: 1_800_001_510_000 + seed,
    configHash: '0123456789abcdef',
  },
  inputs: {
    windows: [windowRecord(symbol, seed)],
    benchmark: [windowRecord('BTCUSDT', seed + 1)],
    markPrice: undefined,
    openInterest: [{ symbol, openInterestBase: 1e6 / 7, exchangeTimeMs: 1_800_000_000_000 }],
    spread: { symbol, spreadRatio: 0.0001, exchangeTimeMs: 1_800_000_000_000 },
    spot: { symbol: instrumentSymbol('ETH'), windows: [windowRecord('ETH', seed + 2)] },
  },
  settings: { windows: { klines: 6 } },
  plugins: ['/somewhere/mine.js'],
});
