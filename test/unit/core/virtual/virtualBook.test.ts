import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureCount } from '../../../../src/core/features/featureList.js';
import { VirtualBook, type VirtualChange } from '../../../../src/core/virtual/virtualBook.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { Price } from '../../../../src/domain/price.js';
import {
  fiveMinutesMs,
  virtualKline,
  virtualPosition,
  virtualRecord,
  virtualRules,
  virtualStartMs,
  virtualSymbol,
  wholeLook,
} from '../../../support/virtualPositions.js';

const flat = [100, 100, 100, 100] as const;
const dayMs = 86_400_000;

const priceOf = (price: number, exchangeTimeMs: number, symbol = virtualSymbol): Price => ({
  symbol,
  price,
  exchangeTimeMs,
  quoteVolume24h: 0,
});
const look = (book: VirtualBook, price: Price | undefined, atMs: number, hasKlines = true): VirtualChange =>
  wholeLook(book.look({ prices: new Map(price && [[price.symbol, price]]), atMs, hasKlines: () => hasKlines }));

describe('a position is opened', () => {
  it('at the price of its signal, with what a model is shown of it and what the factors said', () => {
    const [position] = new VirtualBook(virtualRules).open(virtualRecord({ score: -70 })).opened;
    expect(position!.entry).toMatchObject({
      direction: 'short',
      entryPrice: 100,
      stopRatio: 0.02,
      dueAtMs: virtualStartMs + 3_600_000,
      factors: { trend: 0.4, liquidity: -0.25 },
    });
    expect(position!.entry.features).toHaveLength(featureCount);
    expect(position!.entry.features.slice(0, 2)).toEqual([0.699999988, -1]);
  });

  it('with distances in true ranges, which are never nothing and never all of the price', () => {
    const opened = (stopDistance: number, record = virtualRecord()) =>
      new VirtualBook({ ...virtualRules, distanceUnit: 'trueRange', stopDistance }).open(record).opened[0]!.entry;
    expect(opened(3).stopRatio).toBeCloseTo(3 * Math.log(1.01), 12);
    expect(opened(1_000).stopRatio).toBe(0.95);
    const { inputs, ...record } = virtualRecord();
    expect(opened(3, { ...record, inputs: { ...inputs, windows: [] } }).stopRatio).toBeCloseTo(0.0015, 12);
  });

  it('once for each id, and not for what has no price', () => {
    const book = new VirtualBook(virtualRules, { positions: [virtualPosition()], endedIds: ['zz'] });
    for (const id of ['aa', 'zz']) expect(book.open(virtualRecord({ id })).hasMoved).toBe(false);
    expect(book.open(virtualRecord({ id: 'bb', price: Number.NaN })).hasMoved).toBe(false);
    expect(book.open(virtualRecord({ id: 'bb' })).opened).toHaveLength(1);
    expect(book.kline(virtualKline(0, [100, 100, 90, 90])).samples).toHaveLength(2);
    expect(book.open(virtualRecord({ id: 'bb' })).hasMoved).toBe(false);
    expect(book.openCount).toBe(0);
  });
});

describe('a position is followed', () => {
  it('to its sample, costs taken off', () => {
    const book = new VirtualBook(virtualRules);
    book.open(virtualRecord());
    expect(book.kline(virtualKline(0, [100, 101, 99.5, 100])).samples).toEqual([]);
    const [sample] = book.kline(virtualKline(1, [100, 105, 100, 104])).samples;
    expect(sample).toMatchObject({ signalId: 'aa', exit: 'target', outcome: 1, score: 70, direction: 'long' });
    expect(sample!.returnRatio).toBeCloseTo(0.03 - 0.001, 12);
    expect(sample!.worstRatio).toBeCloseTo(0.005, 12);
    expect(sample!.closedAtMs).toBe(virtualStartMs + 2 * fiveMinutesMs - 1);
  });

  it('as a view that moves on until it ends, while what the book was given stays', () => {
    const given = virtualPosition();
    const book = new VirtualBook(virtualRules, { positions: [given], endedIds: [] });
    const [view] = book.positions();
    book.kline(virtualKline(0, [100, 101, 99, 100]));
    const seenToMs = virtualStartMs + fiveMinutesMs - 1;
    expect(view).toMatchObject({ seenToMs, bestRatio: expect.closeTo(0.01, 12) as number });
    const before = { ...view };
    expect(book.kline(virtualKline(1, [100, 100, 90, 90])).samples).toHaveLength(1);
    // Of a process that is killed now it is what goes on: its sample may not be kept yet.
    expect(view).toEqual(before);
    expect(book.positions()).toEqual([]);
    expect(given).toEqual(virtualPosition());
  });

  it('from the kline behind its window on, also when the clock was behind as it was opened', () => {
    const book = new VirtualBook(virtualRules);
    book.open(virtualRecord({ atMs: virtualStartMs - fiveMinutesMs - 1 }));
    expect(book.kline(virtualKline(-1, [100, 110, 90, 100])).hasMoved).toBe(false);
    expect(book.kline(virtualKline(0, [100, 101, 90, 90])).samples).toMatchObject([{ exit: 'stop' }]);
  });

  it('to no sample behind a hole in its klines', () => {
    const book = new VirtualBook(virtualRules, { positions: [virtualPosition()], endedIds: [] });
    book.kline(virtualKline(0, flat));
    const { lost, samples } = book.kline(virtualKline(2, [100, 110, 100, 110]));
    expect([lost.length, samples.length, book.openCount]).toEqual([1, 0, 0]);
  });

  it('by no price that overtakes a kline which is still to come', () => {
    const book = new VirtualBook(virtualRules, { positions: [virtualPosition()], endedIds: [] });
    const early = priceOf(90, virtualStartMs + fiveMinutesMs + 1);
    expect(look(book, early, early.exchangeTimeMs).hasMoved).toBe(false);
    book.kline(virtualKline(0, flat));
    expect(look(book, early, early.exchangeTimeMs).samples).toHaveLength(1);
  });

  it('by prices alone when its symbol has no klines any more, as long as they come', () => {
    const book = new VirtualBook(virtualRules, { positions: [virtualPosition()], endedIds: [] });
    for (let minutes = 5; minutes < 60; minutes += 5) {
      const atMs = virtualStartMs + minutes * 60_000;
      expect(look(book, priceOf(101, atMs), atMs, false).samples).toEqual([]);
    }
    const dueAtMs = virtualStartMs + 3_600_000;
    expect(look(book, priceOf(101, dueAtMs), dueAtMs, false).samples[0]).toMatchObject({ exit: 'timeout' });
    for (const price of [undefined, priceOf(101, virtualStartMs + 1_200_001)]) {
      const silent = new VirtualBook(virtualRules, { positions: [virtualPosition()], endedIds: [] });
      expect(look(silent, price, virtualStartMs + 1_200_000, false).lost).toHaveLength(price ? 1 : 0);
      expect(look(silent, undefined, virtualStartMs + 1_200_001, false).lost).toHaveLength(price ? 0 : 1);
    }
  });

  it('for a day beyond its time, whatever may still come', () => {
    const book = new VirtualBook(virtualRules, { positions: [virtualPosition()], endedIds: [] });
    const endMs = virtualStartMs + 3_600_000 + dayMs;
    expect(look(book, undefined, endMs).hasMoved).toBe(false);
    expect(look(book, undefined, endMs + 1).lost).toHaveLength(1);
  });
});

describe('whatever happens', () => {
  const symbols = ['A', 'B', 'C'].map(instrumentSymbol);
  const move = fc.integer({ min: -30, max: 30 }).map((step) => step / 10);
  const event = fc.oneof(
    fc.record({ kind: fc.constant('open'), which: fc.nat(2), id: fc.nat(30), isLong: fc.boolean() }),
    fc.record({ kind: fc.constant('kline'), which: fc.nat(2), up: move, down: move, to: move, skip: fc.nat(40) }),
    fc.record({ kind: fc.constant('look'), at: move, hasKlines: fc.boolean(), afterMs: fc.nat(2_000_000) }),
    fc.record({ kind: fc.constant('restart') }),
  );

  it('each signal has one position and at most one sample, and none is left out', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120 }), (events) => {
        let book = new VirtualBook(virtualRules);
        const next = [0, 0, 0];
        const last = [100, 100, 100];
        const opened: string[] = [];
        const ended: string[] = [];
        const lost: string[] = [];
        const count = (change: VirtualChange): void => {
          opened.push(...change.opened.map(({ entry }) => entry.signalId));
          ended.push(...change.samples.map(({ signalId }) => signalId!));
          lost.push(...change.lost.map(({ entry }) => entry.signalId));
          for (const sample of change.samples) {
            expect(sample.outcome === 1).toBe(sample.returnRatio > 0);
            expect(sample.closedAtMs).toBeGreaterThanOrEqual(sample.openedAtMs);
            expect(sample.returnRatio).toBeLessThanOrEqual(sample.bestRatio! - virtualRules.costRatio + 1e-12);
            expect(sample.returnRatio).toBeGreaterThanOrEqual(-sample.worstRatio! - virtualRules.costRatio - 1e-12);
          }
        };
        const nowMs = (): number => virtualStartMs + Math.max(...next) * fiveMinutesMs;
        for (const each of events) {
          if (each.kind === 'open' && 'id' in each) {
            const [symbol, price] = [symbols[each.which]!, last[each.which]!];
            count(
              book.open(
                virtualRecord({ id: `${each.id}`, symbol, price, score: each.isLong ? 70 : -70, atMs: nowMs() }),
              ),
            );
          } else if (each.kind === 'kline' && 'up' in each) {
            const { which, up, down, to } = each;
            if (each.skip === 0) next[which]! += 1;
            const open = last[which]!;
            const close = open + to;
            const high = Math.max(open, close) + Math.abs(up);
            const low = Math.min(open, close) - Math.abs(down);
            count(book.kline(virtualKline(next[which]!, [open, high, low, close], symbols[which])));
            next[which]! += 1;
            last[which] = Math.max(50, close);
          } else if (each.kind === 'look' && 'at' in each) {
            const atMs = nowMs() + each.afterMs;
            const prices = new Map(symbols.map((symbol, i) => [symbol, priceOf(last[i]! + each.at, atMs, symbol)]));
            count(wholeLook(book.look({ prices, atMs, hasKlines: () => each.hasKlines })));
          } else book = new VirtualBook(virtualRules, { positions: book.positions(), endedIds: [...ended, ...lost] });

          const open = book.positions().map(({ entry }) => entry.signalId);
          expect(new Set(opened).size).toBe(opened.length);
          expect([...open, ...ended, ...lost].sort()).toEqual([...opened].sort());
          expect(book.openCount).toBe(open.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
