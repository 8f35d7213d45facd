import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/app/evaluate.js';
import { scanRules, signalRules } from '../../src/app/scoringRules.js';
import { readHistory } from '../../src/cli/evaluate/readHistory.js';
import type { Evaluation } from '../../src/core/evaluation/evaluation.js';
import { scanHistory } from '../../src/core/evaluation/scanHistory.js';
import type { SymbolScore } from '../../src/domain/signal.js';
import { recordedMarket } from '../../src/simulator/index.js';
import { klinesOnly, scannerConfig } from '../support/scannerConfig.js';
import { virtualSilenceMs } from '../support/virtualExchange.js';
import { virtualRun } from '../support/virtualRun.js';

const data = process.env['CANDLEWICK_DATA'] ?? join('..', 'shared', 'data');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const read = (folder: string) =>
  readHistory({ dataDir: join(data, folder), signal: new AbortController().signal, onProgress: () => undefined });

const has = (folder: string): boolean => existsSync(join(data, folder));
const why = (folder: string): string =>
  has(folder) ? '' : ` (skipped: no folder ../shared/data/${folder}, nor CANDLEWICK_DATA)`;

/** A day of scans before the end of the recording. */
async function lastDay(folder: string, endMs: number): Promise<Evaluation> {
  const { history } = await read(folder);
  const events$ = evaluate({ config: scannerConfig(), history, fromMs: endMs - 24 * hourMs, resamples: 200 });
  const last = await lastValueFrom(events$, { defaultValue: undefined });
  if (last?.kind !== 'evaluated') throw new Error('it ended without an evaluation');
  return last.evaluation;
}

const recordings = [
  {
    folder: 'klines-1m-full',
    endMs: Date.UTC(2026, 1, 15),
    symbols: 5,
    isFlowReal: true,
    unjudged: ['openInterest', 'basisFunding', 'independence'],
  },
  {
    folder: 'klines-1m-breadth',
    endMs: Date.UTC(2025, 5, 22, 21),
    symbols: 49,
    isFlowReal: false,
    unjudged: ['orderFlow', 'openInterest', 'basisFunding', 'flowLead'],
  },
];

describe.each(recordings)('a day of $folder', { timeout: 60_000 }, ({ folder, endMs, symbols, ...expected }) => {
  it.skipIf(!has(folder))(
    `has only finite scores, no judged factor that is constant, and none silent but for want of data${why(folder)}`,
    async () => {
      const { data: known, counts, factors, scores } = await lastDay(folder, endMs);
      expect(known.isFlowReal).toBe(expected.isFlowReal);
      expect(counts).toMatchObject({
        scans: 289,
        scores: 289 * symbols,
        skipped: {},
        failed: 0,
        nonFinite: 0,
      });
      expect(factors.filter(({ unjudged }) => unjudged !== null).map(({ name }) => name)).toEqual(expected.unjudged);
      for (const { unjudged, isConstant, standardDeviation, turnover, abstainedRatio, forecasts } of factors) {
        if (unjudged !== null) continue;
        expect(isConstant).toBe(false);
        expect(standardDeviation).toBeGreaterThan(0);
        expect(turnover).toBeGreaterThan(0);
        // The benchmark has no opinion on itself.
        expect(abstainedRatio).toBeLessThanOrEqual(1 / symbols + 1e-9);
        const soon = forecasts.filter(({ target, horizonMs }) => target !== 'absoluteReturn' && horizonMs <= hourMs);
        expect(soon.map(({ horizonMs }) => horizonMs)).toEqual([5 * minuteMs, hourMs]);
        expect(soon.every(({ verdict }) => verdict !== 'too little data')).toBe(true);
      }
      const seen = scores.histogram.counts.reduce((sum, count) => sum + count, 0);
      expect(seen).toBe(counts.scores);
    },
  );
});

const full = 'klines-1m-full';

/** Two days on the default intervals. What only an exchange can tell beside klines is left out. */
const config = scannerConfig({
  universe: { minQuoteVolume24h: 0 },
  scan: { periodMs: 5 * minuteMs },
  feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
  factors: {
    benchmark: 'LTCUSDT',
    weights: klinesOnly.weights,
  },
});

const bySymbol = (scores: readonly SymbolScore[]): ReadonlyMap<string, SymbolScore> =>
  new Map(scores.map((score) => [score.symbol, score]));

describe('the scanner over two days of recorded market, through the simulator', { timeout: 120_000 }, () => {
  it.skipIf(!has(full))(
    `scores every symbol in every cycle as an evaluation scores it, to the last digit${why(full)}`,
    async () => {
      // Between two minutes, so that every close has arrived when a cycle begins.
      const startMs = Date.UTC(2026, 1, 6) + 30_000;
      const market = recordedMarket({ dataDir: join(data, full), startMs });
      const { cycles } = virtualRun({ market, config, durationMs: 48 * hourMs });
      const { history } = await read(full);
      const steps = scanHistory({
        history,
        symbols: [...history.spans.keys()],
        rules: scanRules(config, []),
        signalRules: signalRules(config, []),
        windowKlines: config.windows.klines,
        instantsMs: cycles.map(({ atMs }) => atMs - (atMs % minuteMs)),
      });
      let compared = 0;
      let different = 0;
      let nonFinite = 0;
      for (const [at, { scan }] of [...steps].entries()) {
        const live = bySymbol(cycles[at]!.scores);
        const evaluated = bySymbol(scan.scores);
        expect([...live.keys()].sort()).toEqual([...evaluated.keys()].sort());
        for (const [symbol, score] of live) {
          compared += 1;
          if (!Number.isFinite(score.score)) nonFinite += 1;
          if (JSON.stringify(score) !== JSON.stringify(evaluated.get(symbol))) different += 1;
        }
      }
      expect(cycles.length).toBeGreaterThanOrEqual(48 * 12 - 1);
      expect(cycles.every(({ failed, skipped }) => failed.length + skipped.length === 0)).toBe(true);
      expect({ compared, different, nonFinite }).toEqual({ compared: 5 * cycles.length, different: 0, nonFinite: 0 });
      // A kline of 5m closes between two cycles, which nearly always moves the score.
      const moves = 5 * cycles.length;
      const seen = new Set(cycles.flatMap(({ scores }) => scores.map(({ score }) => score)));
      expect(seen.size).toBeGreaterThan(0.99 * moves);
      expect(seen.size).toBeLessThanOrEqual(moves);
    },
  );
});
