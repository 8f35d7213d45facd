import { instrumentSymbol, intervalMs, type Kline } from '../../src/domain/kline.js';
import type { SignalRecord, WindowRecord } from '../../src/domain/signalRecord.js';
import { seriesKey } from '../../src/domain/series.js';
import type { VirtualEntry, VirtualPosition } from '../../src/domain/virtualPosition.js';
import type { VirtualChange } from '../../src/core/virtual/virtualBook.js';
import type { VirtualRules } from '../../src/core/virtual/virtualRules.js';
import { openedSignal } from './cycles.js';

export const virtualSymbol = instrumentSymbol('COINUSDT');
/** On a boundary of five minutes. */
export const virtualStartMs = 1_800_000_000_000;
export const fiveMinutesMs = intervalMs('5m');

export const virtualRules: VirtualRules = {
  intervals: ['5m'],
  benchmark: instrumentSymbol('BTCUSDT'),
  distanceUnit: 'ratio',
  stopDistance: 0.02,
  targetDistances: [0.02, 0.04],
  targetShares: [0.5, 0.5],
  timeoutMs: 3_600_000,
  costRatio: 0.001,
  periodMs: 300_000,
};

/** A position entered at 100 when a kline of five minutes opens: stop at 2 %, targets at 2 % and 4 %, an hour. */
export function virtualPosition(given: Partial<VirtualEntry> = {}, moved: Partial<VirtualPosition> = {}) {
  const openedAtMs = given.openedAtMs ?? virtualStartMs;
  const position: VirtualPosition = {
    entry: {
      signalId: 'aa',
      symbol: virtualSymbol,
      direction: 'long',
      score: 70,
      openedAtMs,
      entryPrice: 100,
      stopRatio: 0.02,
      targets: [
        { ratio: 0.02, share: 0.5 },
        { ratio: 0.04, share: 0.5 },
      ],
      dueAtMs: openedAtMs + 3_600_000,
      features: [0.5, -1],
      featureHash: 'f',
      factors: { trend: 0.5 },
      ...given,
    },
    seenToMs: openedAtMs,
    targetsTaken: 0,
    takenRatio: 0,
    bestRatio: 0,
    worstRatio: 0,
    ...moved,
  };
  return position;
}

/** The `index`-th kline of five minutes since the start. */
export function virtualKline(
  index: number,
  [open, high, low, close]: readonly [number, number, number, number],
  symbol = virtualSymbol,
): Kline {
  const openTimeMs = virtualStartMs + index * fiveMinutesMs;
  return {
    symbol,
    interval: '5m',
    openTimeMs,
    closeTimeMs: openTimeMs + fiveMinutesMs - 1,
    open,
    high,
    low,
    close,
    baseVolume: 1,
    quoteVolume: close,
    takerBuyBaseVolume: 0.5,
    takerBuyQuoteVolume: close / 2,
    tradeCount: 1,
    isClosed: true,
  };
}

/** All parts of a look, as one change. */
export function wholeLook(parts: Iterable<VirtualChange>): VirtualChange {
  const changes = [...parts];
  return {
    opened: changes.flatMap(({ opened }) => opened),
    samples: changes.flatMap(({ samples }) => samples),
    lost: changes.flatMap(({ lost }) => lost),
    hasMoved: changes.some(({ hasMoved }) => hasMoved),
  };
}

/** A signal with a window of 70 klines, whose highs are 1 % above their lows. */
export function virtualRecord(
  given: { id?: string; symbol?: string; score?: number; price?: number; atMs?: number } = {},
): SignalRecord {
  const { id = 'aa', symbol = virtualSymbol, score = 70, price = 100, atMs = virtualStartMs } = given;
  const name = instrumentSymbol(symbol);
  const column = (value: number): Float64Array => new Float64Array(70).fill(value);
  const window: WindowRecord = {
    series: seriesKey(name, '5m'),
    size: 70,
    firstOpenTimeMs: virtualStartMs - 70 * fiveMinutesMs,
    columns: {
      open: column(100),
      high: column(101),
      low: column(100),
      close: column(100),
      baseVolume: column(1),
      quoteVolume: column(100),
      takerBuyQuoteVolume: column(50),
      tradeCount: column(1),
    },
  };
  const part = { weight: 1, byInterval: {}, abstained: undefined };
  const parts = [
    { ...part, factor: 'trend', kind: 'directional' as const, score: -40 },
    { ...part, factor: 'volume', kind: 'directional' as const, score: undefined },
    { ...part, factor: 'liquidity', kind: 'modulator' as const, score: 0.75 },
  ];
  return {
    signal: { ...openedSignal({ symbol: name, score, mean: score, parts }, atMs), id, price },
    inputs: {
      windows: [window],
      benchmark: [],
      markPrice: undefined,
      openInterest: undefined,
      spread: undefined,
      spot: undefined,
    },
    settings: {},
  };
}
