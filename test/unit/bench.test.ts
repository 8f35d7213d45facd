import { describe, expect, it } from 'vitest';
import { decodeKlines } from '../../src/adapters/binance/decodeKlines.js';
import type { ScanInput } from '../../src/core/scoring/scanRules.js';
import { scanUniverse } from '../../src/core/scoring/scanUniverse.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import { rulesOf, usualFactors } from '../support/factors.js';

// The bench is plain JavaScript outside of the compiled project: what is used of it here is written down as types.
interface Series {
  readonly symbol: string;
  readonly interval: string;
  readonly intervalMs: number;
}
const load = async (file: string): Promise<unknown> => import(new URL(`../../bench/${file}`, import.meta.url).href);

const { median, significant, growthExponent } = (await load('lib/stats.js')) as {
  median: (values: readonly number[]) => number;
  significant: (value: number) => number;
  growthExponent: (points: readonly (readonly [number, number])[]) => number;
};
const { Tally } = (await load('feed/tally.js')) as {
  Tally: new () => { count: number; add: () => void; reached: (target: number) => Promise<void> };
};
const { seriesList, seriesCount } = (await load('feed/market.js')) as { seriesList: Series[]; seriesCount: number };
const frames = (await load('feed/frames.js')) as {
  framesPerFinal: number;
  seriesOfFrame: (index: number) => number;
  isFinalFrame: (index: number) => boolean;
  frameText: (series: Series, options: { periods: number; isFinal: boolean }) => string;
  onTheWire: (text: string) => Buffer;
};

describe('statistics of the bench', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('there is no median of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it('a figure has three digits', () => {
    expect([1_234.5, 0.012345, 7].map((value) => significant(value))).toEqual([1_230, 0.0123, 7]);
  });
});

describe('growth', () => {
  const points = (exponent: number) => [1, 10, 40, 900].map((x) => [x, 7 * x ** exponent] as const);

  it.each([1, 2, 0.5, 0])('has the exponent %d where there is one', (exponent) => {
    expect(growthExponent(points(exponent))).toBeCloseTo(exponent, 12);
  });

  it('is above 1 when the last are dearer', () => {
    expect(growthExponent([...points(1).slice(0, -1), [900, 7 * 900 * 2]])).toBeGreaterThan(1.05);
  });
});

describe('frames of the bench', () => {
  const forming = (series: Series) => frames.frameText(series, { periods: 0, isFinal: false });
  const final = (series: Series, periods: number) => frames.frameText(series, { periods, isFinal: true });

  it('are as long as those of the exchange', () => {
    const lengths = new Set(seriesList.flatMap((series) => [forming(series).length, final(series, 1).length]));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(354);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(358);
  });

  it('are read by the adapter: forming ones are passed over, finals are klines in a row', () => {
    const series = seriesList[7]!;
    expect(decodeKlines(forming(series))).toEqual({ kind: 'ignored' });
    const [first, second] = [decodeKlines(final(series, 0)), decodeKlines(final(series, 1))];
    if (first.kind !== 'kline' || second.kind !== 'kline') throw new Error(JSON.stringify([first, second]));
    expect(first.kline).toMatchObject({ symbol: series.symbol, interval: series.interval, isClosed: true });
    expect(second.kline.openTimeMs).toBe(first.kline.openTimeMs + series.intervalMs);
  });

  it('are framed for the wire with their length', () => {
    const bytes = frames.onTheWire('x'.repeat(300));
    expect([...bytes.subarray(0, 4)]).toEqual([0x81, 126, 1, 44]);
    expect(bytes.length).toBe(304);
    expect(() => frames.onTheWire('short')).toThrow(RangeError);
  });

  it('visit every series, and give every series its final in turn', () => {
    const visited = new Set(Array.from({ length: seriesCount }, (_, index) => frames.seriesOfFrame(index)));
    expect(visited.size).toBe(seriesCount);
    const finals = Array.from({ length: seriesCount }, (_, index) => (index + 1) * frames.framesPerFinal - 1);
    expect(finals.every((index) => frames.isFinalFrame(index))).toBe(true);
    expect(new Set(finals.map((index) => frames.seriesOfFrame(index))).size).toBe(seriesCount);
  });
});

describe('tally of the bench', () => {
  it('says when a number is reached, also when it was before', async () => {
    const tally = new Tally();
    const reached = tally.reached(2);
    tally.add();
    tally.add();
    await reached;
    await tally.reached(1);
    expect(tally.count).toBe(2);
  });
});

// Loads the built project, which `npm test` builds first.
describe('market of the scan cases', () => {
  it('is warm: every symbol is scored by every factor, and twice the same', async () => {
    const { warmMarket } = (await load('scan/market.js')) as {
      warmMarket: (shape: object) => { input: ScanInput; benchmark: string };
    };
    const intervals = ['5m', '1h'] as const;
    const scan = () => {
      const { input, benchmark } = warmMarket({ symbolCount: 5, intervals, klines: 120 });
      const rules = rulesOf(Object.values(usualFactors), { intervals, benchmark: instrumentSymbol(benchmark) });
      return scanUniverse(rules, input);
    };
    const { scores, skipped, failed } = scan();
    expect([scores.length, skipped, failed]).toEqual([5, [], []]);
    const abstained = scores.flatMap(({ parts }) => parts.flatMap((part) => part.abstained ?? []));
    // The benchmark is not compared with itself.
    expect(abstained).toEqual(['noOpinion']);
    expect(scan().scores).toEqual(scores);
  });
});
