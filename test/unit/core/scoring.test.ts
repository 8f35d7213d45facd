import { describe, expect, it } from 'vitest';
import type { Factor } from '../../../src/core/factors/factor.js';
import { hashText } from '../../../src/core/scoring/hashText.js';
import { scanUniverse } from '../../../src/core/scoring/scanUniverse.js';
import { scoreSymbol } from '../../../src/core/scoring/scoreSymbol.js';
import { openSignals, type OpenDirections, type SignalInput } from '../../../src/core/scoring/signals.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { instrumentSymbol, type KlineInterval } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import { klineAt } from '../../support/klines.js';

const btc = instrumentSymbol('BTCUSDT');
const eth = instrumentSymbol('ETHUSDT');
const saying = (
  name: string,
  score: number | ((interval: KlineInterval) => number),
  more: Partial<Factor> = {},
): Factor => ({
  name,
  requiredKlines: 1,
  score: ({ interval }) => (typeof score === 'number' ? score : score(interval)),
  ...more,
});

function sequencer(symbol: typeof btc, interval: KlineInterval, klines: number): SeriesSequencer {
  const key = seriesKey(symbol, interval);
  const created = new SeriesSequencer({ series: key, size: 10 });
  if (klines > 0)
    created.apply({ kind: 'rows', klines: Array.from({ length: klines }, (_, i) => klineAt(i, { key })) });
  return created;
}
const windowsOf = (...counts: [KlineInterval, number][]) =>
  counts.map(([interval, klines]) => sequencer(btc, interval, klines).window);

describe('scoreSymbol', () => {
  it('is the weighted mean of the factors, each the mean over its intervals', () => {
    const scored = scoreSymbol(windowsOf(['5m', 3], ['1h', 3]), [
      { factor: saying('a', (interval) => (interval === '5m' ? 100 : 50)), weight: 3 },
      { factor: saying('b', -25), weight: 1 },
    ]);
    expect(scored?.score).toBeCloseTo((3 * 75 - 25) / 4, 12);
    expect(scored?.parts).toEqual([
      { factor: 'a', score: 75, weight: 0.75, byInterval: { '5m': 100, '1h': 50 } },
      { factor: 'b', score: -25, weight: 0.25, byInterval: { '5m': -25, '1h': -25 } },
    ]);
  });

  it('shares out the weight of a factor that abstains for want of klines, of its interval, or of an opinion', () => {
    const scored = scoreSymbol(windowsOf(['5m', 3]), [
      { factor: saying('tooFew', 100, { requiredKlines: 4 }), weight: 5 },
      { factor: saying('otherInterval', 100, { intervals: ['1h'] }), weight: 5 },
      { factor: saying('noOpinion', Number.NaN), weight: 5 },
      { factor: saying('b', -40), weight: 1 },
    ]);
    expect(scored).toEqual({ score: -40, parts: [{ factor: 'b', score: -40, weight: 1, byInterval: { '5m': -40 } }] });
  });

  it('has no answer when every factor abstains', () => {
    expect(
      scoreSymbol(windowsOf(['5m', 3]), [{ factor: saying('a', 1, { requiredKlines: 4 }), weight: 1 }]),
    ).toBeUndefined();
  });

  it('clips what a factor says beyond its range', () => {
    expect(scoreSymbol(windowsOf(['5m', 3]), [{ factor: saying('a', 250), weight: 1 }])?.score).toBe(100);
  });
});

describe('scanUniverse', () => {
  const book = new Map(
    [sequencer(btc, '5m', 3), sequencer(btc, '1h', 3), sequencer(eth, '5m', 3), sequencer(eth, '1h', 0)].map((one) => [
      one.series,
      one,
    ]),
  );
  const symbols = [btc, eth, instrumentSymbol('NEWUSDT')];
  const intervals: KlineInterval[] = ['5m', '1h'];

  it('scores symbols whose windows are all ready and names the rest', () => {
    const scan = scanUniverse({ symbols, intervals, book, factors: [{ factor: saying('a', -10), weight: 1 }] });
    expect(scan.scores.map(({ symbol, score }) => [symbol, score])).toEqual([[btc, -10]]);
    expect(scan.skipped).toEqual([
      { symbol: eth, reason: 'warming' },
      { symbol: 'NEWUSDT', reason: 'warming' },
    ]);
  });

  it('says so when a symbol has too few klines for any factor', () => {
    const factors = [{ factor: saying('a', 1, { requiredKlines: 99 }), weight: 1 }];
    expect(scanUniverse({ symbols: [btc], intervals, book, factors }).skipped).toEqual([
      { symbol: btc, reason: 'tooFewKlines' },
    ]);
  });

  it('a factor that throws costs its symbol, not the pass', () => {
    const broken = saying('broken', () => {
      throw new Error('division by zero');
    });
    const once = scanUniverse({
      symbols: [btc, eth],
      intervals: ['5m'],
      book,
      factors: [{ factor: broken, weight: 1 }],
    });
    expect(once.failed).toEqual(
      [btc, eth].map((symbol) => ({ symbol, factor: 'broken', message: 'division by zero' })),
    );
  });

  it('puts the strongest first, whatever the direction', () => {
    const factor: Factor = { name: 'a', requiredKlines: 1, score: ({ symbol }) => (symbol === eth ? -90 : 50) };
    const { scores } = scanUniverse({ symbols: [btc, eth], intervals: ['5m'], book, factors: [{ factor, weight: 1 }] });
    expect(scores.map(({ symbol }) => symbol)).toEqual([eth, btc]);
  });
});

describe('openSignals', () => {
  const cycle = (scores: Record<string, number>, before: OpenDirections = new Map(), minScore = 62) => {
    const input: SignalInput = {
      scores: Object.entries(scores).map(([symbol, score]) => ({ symbol: instrumentSymbol(symbol), score, parts: [] })),
      minScore,
      certificatesOf: () => [],
      priceOf: () => ({ price: 1, exchangeTimeMs: 2 }),
      cycle: 7,
      atMs: 3,
    };
    const { open, signals } = openSignals(before, input);
    return { open, opened: signals.map(({ symbol, direction }) => `${symbol} ${direction}`), signals };
  };

  it('opens at the threshold, in either direction, and not below', () => {
    expect(cycle({ A: 62, B: -62, C: 61.999, D: -61.999 }).opened).toEqual(['A long', 'B short']);
  });

  it('does not repeat a direction that still holds, but opens it again after it was gone', () => {
    const first = cycle({ A: 70 });
    expect(cycle({ A: 80 }, first.open).opened).toEqual([]);
    const gone = cycle({ A: 10 }, first.open);
    expect(cycle({ A: 70 }, gone.open).opened).toEqual(['A long']);
  });

  it('opens the other direction when the score flips', () => {
    expect(cycle({ A: -70 }, cycle({ A: 70 }).open).opened).toEqual(['A short']);
  });

  it('keeps the state of a symbol that was not scored, so that a repair repeats no signal', () => {
    const repaired = cycle({}, cycle({ A: 70 }).open);
    expect(cycle({ A: 70 }, repaired.open).opened).toEqual([]);
  });

  it('gives the same id for the same inputs and another for others', () => {
    const [a] = cycle({ A: 70 }).signals;
    const [again] = cycle({ A: 70 }).signals;
    const [other] = cycle({ A: 71 }).signals;
    expect(a?.id).toBe(again?.id);
    expect(a?.id).not.toBe(other?.id);
    expect(a).toMatchObject({ symbol: 'A', direction: 'long', score: 70, price: 1, priceTimeMs: 2, cycle: 7, atMs: 3 });
  });
});

it('hashText is FNV-1a of 64 bits', () => {
  expect(hashText('')).toBe('cbf29ce484222325');
  expect(hashText('a')).toBe('af63dc4c8601ec8c');
  expect(hashText('foobar')).toBe('85944171f73967e8');
});
