import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/adapters/files/signalRecordFormat.js';
import { createScanner } from '../../src/app/createScanner.js';
import { scanRules, signalRules } from '../../src/app/scoringRules.js';
import { scoringSettings } from '../../src/config/scoringSettings.js';
import { explainSignal } from '../../src/core/scoring/explainSignal.js';
import { multiplierRange } from '../../src/core/factors/factor.js';
import type { SignalRecord } from '../../src/domain/signalRecord.js';
import { oddMarket } from '../support/exampleMarket.js';
import { saying } from '../support/factors.js';
import { MarketTime } from '../support/marketTime.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { virtualExchange, virtualSilenceMs } from '../support/virtualExchange.js';

const minuteMs = 60_000;
const plugin = saying(
  'wave',
  ({ window, regime, note }) => {
    note('calm', regime!.relativeVolatility);
    return 90 * Math.sin(window.lastOpenTimeMs / 1e5) * regime!.relativeVolatility;
  },
  { inputs: ['regime'], weight: 3, intervals: ['1m'] },
);

/** What is recorded in two hours of a market with symbols that are young, rarely traded, or dead. */
function recordedIn(durationMs: number): readonly SignalRecord[] {
  const market = oddMarket(3);
  const time = new MarketTime(market.startMs);
  const { marketData } = virtualExchange({ market, time });
  const config = scannerConfig({
    universe: { minQuoteVolume24h: 0 },
    feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
    derivatives: { markPriceMaxSilenceMs: virtualSilenceMs, openInterestPeriodMs: 10 * minuteMs },
    windows: { intervals: ['1m', '5m', '15m'], klines: 120, snapshotKlines: 121 },
    scan: { minScore: 8, leaveScore: 8, cooldownMs: 0 },
  });
  const scanner = createScanner({
    config,
    factors: [plugin],
    marketData,
    transport: time,
    random: () => 0.5,
    monotonicMs: () => 0,
  });
  const records: SignalRecord[] = [];
  const running = scanner.signalRecords$.subscribe((record) => records.push(record));
  time.runTo(market.startMs + durationMs);
  running.unsubscribe();
  return records;
}

describe('explaining the signals of a synthetic market, a plugin among its factors', () => {
  const records = recordedIn(120 * minuteMs);

  it('computes score and id of each again to the last bit, from what a file holds of it', () => {
    expect(records.length).toBeGreaterThan(100);
    expect(new Set(records.map(({ signal }) => signal.symbol)).size).toBeGreaterThan(6);
    const abstained = new Set<string | undefined>();
    for (const record of records) {
      const kept = decodeRecord(encodeRecord({ ...record, plugins: [] }));
      const settings = scoringSettings(kept.settings, 'test');
      const { configHash } = signalRules(settings, [plugin]);
      const { score, id, factors } = explainSignal(kept, { rules: scanRules(settings, [plugin]), configHash });
      expect([score?.score, id]).toEqual([record.signal.score, record.signal.id]);
      expect(score?.parts).toEqual(record.signal.parts);
      for (const { part } of factors) abstained.add(part.abstained);
    }
    expect(abstained.size).toBeGreaterThan(3);
  });

  it('shows arithmetic that leads from the terms to the score', () => {
    for (const record of records) {
      const settings = scoringSettings(record.settings, 'test');
      const { configHash } = signalRules(settings, [plugin]);
      const { score, factors } = explainSignal(record, { rules: scanRules(settings, [plugin]), configHash });
      let mean = 0;
      let product = 1;
      for (const { part, answers } of factors) {
        const [least, most] = part.kind === 'directional' ? [-100, 100] : multiplierRange;
        const said = answers.filter(({ answer }) => !Number.isNaN(answer));
        const byInterval = said.map(({ interval, answer }) => [interval, Math.max(least, Math.min(most, answer))]);
        expect(part.byInterval).toEqual(Object.fromEntries(byInterval));
        if (part.kind === 'directional') mean += (part.score ?? 0) * part.weight;
        else product *= part.score ?? 1;
        expect(said.every(({ terms }) => terms.length > 0)).toBe(true);
      }
      expect(mean).toBeCloseTo(score!.mean, 9);
      expect(Math.max(-100, Math.min(100, mean * product))).toBeCloseTo(score!.score, 9);
    }
  });
});
