import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractMarket, transformed, withoutInputs } from '../../../../src/core/factors/contractMarket.js';
import { featureCount, featureHash, featureIntervals, features } from '../../../../src/core/features/featureList.js';
import { FeatureWriter, featureKlines, type FeatureSource } from '../../../../src/core/features/featureWriter.js';
import { intervalMs, type KlineInterval } from '../../../../src/domain/kline.js';
import type { FactorPart } from '../../../../src/domain/signal.js';
import { featureRow } from '../../../support/featureRows.js';
import { steady, steppedWindow, type Step } from '../../../support/steppedWindow.js';

const intervals: readonly KlineInterval[] = ['5m', '15m', '1h'];
const countOf = (interval: KlineInterval): number => Math.ceil((320 * intervalMs('1h')) / intervalMs(interval));
const market = (seed: number, mood: 'usual' | 'flat' | 'wild' = 'usual') =>
  contractMarket({ intervals, count: countOf, seed, mood });
const at = (name: string): number => features.findIndex((feature) => feature.name === name);
const named = (row: Float32Array): Readonly<Record<string, number>> =>
  Object.fromEntries(features.map(({ name }, index) => [name, row[index]!]));

function written(source: Partial<FeatureSource>, see?: Parameters<FeatureWriter['seeMarket']>) {
  const writer = new FeatureWriter();
  if (see) writer.seeMarket(...see);
  const row = new Float32Array(featureCount);
  writer.write({ score: 50, parts: [], fast: undefined, slow: undefined, ...source }, row, 0);
  return named(row);
}

const part = (factor: string, score: number | undefined, weight = 0.5): FactorPart => ({
  factor,
  kind: ['liquidity', 'structure'].includes(factor) ? 'modulator' : 'directional',
  score,
  weight: score === undefined ? 0 : weight,
  byInterval: {},
  abstained: score === undefined ? 'noOpinion' : undefined,
});

describe('the list of features', () => {
  it('has 31 names, none twice, and is the one in its README', () => {
    expect(featureCount).toBe(31);
    expect(new Set(features.map(({ name }) => name)).size).toBe(31);
    const readme = readFileSync(join(import.meta.dirname, '../../../../src/core/features/README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| +(\d+) +\| +`(\w+)` +\| (.+?) +\| (\S+) to (\S+) +\|/gm)].map(
      ([, index, name, formula, least, most]) => [Number(index), name, formula, Number(least), Number(most)],
    );
    expect(rows).toEqual(
      features.map(({ name, formula, range }, index) => [index, name, formula.replaceAll('|', '\\|'), ...range]),
    );
  });

  it('has a hash that only the shortest and the longest interval change', () => {
    expect(featureHash(['5m', '15m', '1h'])).toBe(featureHash(['1h', '5m']));
    expect(featureHash(['5m', '1h'])).not.toBe(featureHash(['5m', '4h']));
    expect(featureHash(['5m', '1h'])).toMatch(/^[0-9a-f]{16}$/);
    expect(featureIntervals(['1h'])).toEqual({ fast: '1h', slow: '1h' });
    expect(() => featureIntervals([])).toThrow(RangeError);
  });
});

describe('a row of features', () => {
  it.each(['usual', 'flat', 'wild'] as const)('is finite and in its ranges when the market is %s', (mood) => {
    for (const seed of [1, 2, 3]) {
      for (const known of [market(seed, mood), withoutInputs(market(seed, mood))]) {
        for (const back of [0, 1, 5, 12]) {
          featureRow(known, { intervals, back }).row.forEach((value, index) => {
            const [least, most] = features[index]!.range;
            expect(value, features[index]!.name).toBeGreaterThanOrEqual(Math.fround(least));
            expect(value, features[index]!.name).toBeLessThanOrEqual(Math.fround(most));
          });
        }
      }
    }
  });

  it('is never the same number everywhere, but for what says that nothing is missing', () => {
    const rows = [1, 2, 3].flatMap((seed) =>
      [0, 3, 7].map((back) => featureRow(market(seed), { intervals, back }).row),
    );
    const constant = features.filter((_, index) => new Set(rows.map((row) => row[index])).size === 1);
    expect(constant.map(({ name }) => name)).toEqual(['opinions', 'fastMissing', 'slowMissing', 'marketMissing']);
  });

  it('does not depend on the unit of price', () => {
    const { row } = featureRow(market(4), { intervals });
    const scaled = featureRow(
      transformed(market(4), (price) => price * 1e-6),
      { intervals },
    ).row;
    row.forEach((value, index) => expect(scaled[index], features[index]!.name).toBeCloseTo(value, 4));
  });

  it('is that of the mirrored market, scored the other way, but for the direction', () => {
    for (const seed of [5, 6, 7]) {
      const straight = featureRow(market(seed), { intervals });
      const mirrored = featureRow(
        transformed(market(seed), (price) => 1e4 / price, true),
        { intervals },
      );
      expect(mirrored.score.score).toBeCloseTo(-straight.score.score, 6);
      straight.row.forEach((value, index) => {
        const expected = index === at('direction') ? -value : value;
        expect(mirrored.row[index], features[index]!.name).toBeCloseTo(expected, 4);
      });
    }
  });

  it('knows nothing of what came later', () => {
    const whole = market(8);
    const back = 24;
    const endMs = Math.max(...whole.klines.get('5m')!.map(({ closeTimeMs }) => closeTimeMs)) + 1;
    const nowMs = endMs - back * intervalMs('5m');
    const cut = (all: typeof whole.klines) =>
      new Map(
        [...all].map(([interval, klines]) => [
          interval,
          klines.map((kline) => (kline.closeTimeMs < nowMs ? kline : { ...kline, close: 1e-3, low: 1e-3, high: 1e6 })),
        ]),
      );
    const other = { ...whole, klines: cut(whole.klines), benchmark: cut(whole.benchmark), spot: cut(whole.spot) };
    expect(featureRow(other, { intervals, back }).row).toEqual(featureRow(whole, { intervals, back }).row);
  });

  it('says the same again after other rows were written', () => {
    const writer = new FeatureWriter();
    const rising = steppedWindow(Array.from({ length: 70 }, (_, i): Step => ({ close: 100 + i })));
    const falling = steppedWindow(Array.from({ length: 90 }, (_, i): Step => ({ close: 300 - i })));
    const rows = new Float32Array(3 * featureCount);
    const source = { score: 40, parts: [part('trend', 60)], slow: rising };
    writer.write({ ...source, fast: rising }, rows, 0);
    writer.write({ ...source, fast: falling }, rows, 1);
    writer.write({ ...source, fast: rising }, rows, 2);
    const row = (index: number) => rows.slice(index * featureCount, (index + 1) * featureCount);
    expect(row(2)).toEqual(row(0));
    expect(row(1)).not.toEqual(row(0));
  });

  it('needs room', () => {
    const row = new Float32Array(2 * featureCount - 1);
    const source: FeatureSource = { score: 1, parts: [], fast: undefined, slow: undefined };
    expect(() => new FeatureWriter().write(source, row, 1)).toThrow(RangeError);
  });
});

describe('what is missing', () => {
  const window = steppedWindow(Array.from({ length: 61 }, (_, i): Step => ({ close: 100 * 1.01 ** (i % 7) })));
  const short = steppedWindow(steady(featureKlines - 1, { close: 100 }));
  const regime = { interval: '1h', trend: -40, volatilityRatio: 0.01, relativeVolatility: Math.E } as const;

  it('is 0 and flagged: windows that are not there, or short', () => {
    expect(written({})).toMatchObject({
      fastMissing: 1,
      slowMissing: 1,
      marketMissing: 1,
      fastReturn12: 0,
      slowPlace: 0,
    });
    expect(written({ fast: short, slow: window })).toMatchObject({ fastMissing: 1, slowMissing: 0, fastRange: 0 });
    expect(written({ fast: window })).toMatchObject({ fastMissing: 0, slowMissing: 1 });
  });

  it('is 0 and flagged: the market, unless both benchmark and regime are there', () => {
    expect(written({}, [window, undefined])).toMatchObject({ marketMissing: 1, regimeTrend: 0 });
    expect(written({}, [short, regime])).toMatchObject({ marketMissing: 1, regimeTrend: 0 });
    const known = written({ score: -50 }, [window, regime]);
    expect(known).toMatchObject({ marketMissing: 0 });
    expect(known.regimeTrend).toBeCloseTo(0.4);
    expect(known.regimeVolatility).toBeCloseTo(1);
  });

  it('is 0: factors that abstained, and those that are not there', () => {
    const parts = [part('trend', -30), part('momentum', undefined), part('added', -10, 0.25), part('volume', 80, 0.25)];
    const row = written({ score: -50, parts });
    expect(row).toMatchObject({ score: 0.5, direction: -1, agreement: 0.75, momentum: 0, orderFlow: 0 });
    expect(row.trend).toBeCloseTo(0.3);
    expect(row.volume).toBeCloseTo(-0.8);
    expect(row.opinions).toBeCloseTo(2 / 6);
    expect(written({ parts: [part('liquidity', 1.1), part('structure', undefined)] }).liquidity).toBeCloseTo(0.1);
  });
});

describe('what nothing happened to', () => {
  it('is in the middle, but for the range, which is least', () => {
    const still = steppedWindow(steady(80, { close: 5, quoteVolume: 0 }));
    expect(written({ fast: still, slow: still })).toMatchObject({
      fastReturn1: 0,
      fastReturn48: 0,
      fastRange: -5,
      fastVolatility: 0,
      fastVolume: 0,
      fastTaker: 0,
      fastPlace: 0,
      slowPlace: 0,
      slowVolatility: 0,
    });
  });

  it('is least where it stopped, of volume and of moves', () => {
    const stopped = steppedWindow([
      ...Array.from({ length: 50 }, (_, i): Step => ({ close: 100 + (i % 2) })),
      ...steady(20, { close: 100, quoteVolume: 0 }),
    ]);
    expect(written({ fast: stopped })).toMatchObject({ fastVolatility: -3, fastVolume: -5 });
  });
});

describe('returns and places', () => {
  it('are seen from the direction of the score', () => {
    const closes = Array.from({ length: 70 }, (_, i): Step => ({ close: 100 * 1.002 ** i }));
    const rising = steppedWindow(closes);
    const long = written({ score: 70, fast: rising, slow: rising });
    const short = written({ score: -70, fast: rising, slow: rising });
    expect(long.fastReturn12).toBeCloseTo(Math.sqrt(12), 4);
    expect(long.fastPlace).toBeCloseTo(1, 5);
    for (const name of ['fastReturn1', 'fastReturn12', 'fastReturn48', 'fastPlace', 'slowReturn12', 'slowPlace'])
      expect(short[name], name).toBe(-long[name]!);
    for (const name of ['fastRange', 'fastVolatility', 'fastVolume', 'slowVolatility'])
      expect(short[name], name).toBe(long[name]!);
  });
});
