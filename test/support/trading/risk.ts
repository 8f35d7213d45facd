import type { RiskInput } from '../../../src/core/risk/riskInput.js';
import type { RiskRules, TradingRules } from '../../../src/core/risk/riskRules.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import type { Instrument } from '../../../src/domain/instrument.js';
import type { ClosedTrade } from '../../../src/domain/position.js';
import { seriesKey } from '../../../src/domain/series.js';
import type { Signal } from '../../../src/domain/signal.js';
import { d } from './positions.js';

const symbol = instrumentSymbol('BTCUSDT');
/** An hour after midnight. */
export const nowMs = Date.UTC(2026, 0, 31, 1);

export const instrument = (given: Partial<Instrument> = {}): Instrument => ({
  symbol,
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  underlyingType: 'COIN',
  onboardTimeMs: 0,
  tickSize: 0.1,
  stepSize: 0.001,
  minNotionalQuote: 5,
  ...given,
});

export const certificate = (given: Partial<Signal['certificates'][number]> = {}): Signal['certificates'][number] => ({
  series: seriesKey(symbol, '5m'),
  fromMs: nowMs - 300 * 300_000,
  toMs: nowMs - 1,
  count: 300,
  contiguous: true,
  sources: { store: 0, rest: 300, ws: 0 },
  lastEventTimeMs: nowMs,
  ...given,
});

type Opened = Extract<Signal, { kind: 'opened' | 'updated' }>;

export const signal = (given: Partial<Opened> = {}): Signal => ({
  kind: 'opened',
  id: 'cbf29ce484222325',
  symbol,
  direction: 'long',
  score: 80,
  parts: [],
  certificates: [certificate()],
  price: 100,
  priceTimeMs: nowMs,
  atMs: nowMs,
  cycle: 1,
  openedAtMs: nowMs,
  configHash: '0',
  ...given,
});

export const trade = (given: Partial<ClosedTrade> = {}): ClosedTrade => ({
  signalId: 'a',
  symbol,
  direction: 'long',
  cause: 'stop',
  profitQuote: d(-10),
  profitRatio: -0.01,
  openedAtMs: nowMs - 1_200_000,
  closedAtMs: nowMs - 600_000,
  ...given,
});

/** 1,000 USDT, nothing open, BTCUSDT at 100. */
export const riskInput = (given: Partial<RiskInput> = {}): RiskInput => ({
  signal: signal(),
  account: { status: 'ready', knownAtMs: nowMs, equityQuote: d(1_000), availableQuote: d(1_000), held: [] },
  market: { instrument: instrument(), price: d(100), priceAtMs: nowMs },
  live: [],
  trades: [],
  priceOf: () => d(100),
  isStopped: false,
  atMs: nowMs,
  ...given,
});

/** One per cent at risk with a stop 5 per cent away: a fifth of the equity. Nothing else limits. */
export const tradingRules = (given: Partial<RiskRules> = {}): TradingRules => ({
  risk: {
    riskRatio: 0.01,
    maxLeverage: 3,
    maxPositions: 5,
    maxDirectionExposure: 3,
    maxSymbolExposure: 1,
    maxDailyLossRatio: 0.05,
    lossesInARow: 3,
    lossCooldownMs: 3_600_000,
    accountMaxAgeMs: 60_000,
    priceMaxAgeMs: 10_000,
    signalMaxAgeMs: 30_000,
    windowMaxDelayMs: 10_000,
    protections: [],
    ...given,
  },
  exits: {
    stopRatio: 0.05,
    targets: [
      { distanceRatio: 0.05, share: 0.4 },
      { distanceRatio: 0.1, share: 0.3 },
    ],
    trailing: { fromRatio: 0.03, distanceRatio: 0.02, stepRatio: 0.002 },
    timeoutMs: 3_600_000,
  },
  entry: { type: 'market', limitOffsetRatio: 0.001 },
});
