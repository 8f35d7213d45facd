import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualBook, type PriceLook, type VirtualChange } from '../../../../src/core/virtual/virtualBook.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { VirtualPosition } from '../../../../src/domain/virtualPosition.js';
import {
  fiveMinutesMs,
  virtualKline,
  virtualPosition,
  virtualRecord,
  virtualRules,
  virtualStartMs,
} from '../../../support/virtualPositions.js';

const symbols = Array.from({ length: 6 }, (_, index) => instrumentSymbol(`COIN${index}USDT`));

/** So many positions of each symbol, entered at 100. */
const positionsOf = (each: number): readonly VirtualPosition[] =>
  symbols.flatMap((symbol) =>
    Array.from({ length: each }, (_, index) =>
      virtualPosition({ signalId: `${symbol}-${index}`, symbol, direction: index % 2 === 0 ? 'long' : 'short' }),
    ),
  );

const lookAt = (prices: readonly number[], atMs: number, hasKlines: boolean): PriceLook => ({
  prices: new Map(
    symbols.map((symbol, index) => [
      symbol,
      { symbol, price: prices[index % prices.length]!, exchangeTimeMs: atMs, quoteVolume24h: 0 },
    ]),
  ),
  atMs,
  hasKlines: () => hasKlines,
});

describe('a look', () => {
  it('is made of parts of some 250 positions, each of whole symbols', () => {
    const book = new VirtualBook(virtualRules, { positions: positionsOf(200), endedIds: [] });
    const touched: string[][] = [];
    // Beyond the stop of every long one.
    for (const { samples } of book.look(lookAt([97], virtualStartMs + 1, true)))
      if (samples.length > 0) touched.push([...new Set(samples.map(({ symbol }) => symbol))]);
    expect(touched).toEqual([symbols.slice(0, 2), symbols.slice(2, 4), symbols.slice(4)]);
    expect(book.openCount).toBe(600);
  });

  it('that is not over when the next begins is ended first', () => {
    const book = new VirtualBook(virtualRules, { positions: positionsOf(2), endedIds: [] });
    book.look(lookAt([97], virtualStartMs + 1, true));
    const [unfinished, ...parts] = book.look(lookAt([103], virtualStartMs + 2, true));
    expect(unfinished!.samples.map(({ exit, direction }) => [exit, direction])).toEqual(
      symbols.map(() => ['stop', 'long']),
    );
    expect(parts.flatMap(({ samples }) => samples.map(({ direction }) => direction))).toEqual(
      symbols.map(() => 'short'),
    );
  });

  const price = fc.integer({ min: 95, max: 105 });
  const which = fc.nat(symbols.length - 1);
  const event = fc.oneof(
    fc.record({ kind: fc.constant('open' as const), which, isLong: fc.boolean() }),
    fc.record({ kind: fc.constant('kline' as const), which, prices: fc.tuple(price, price, price, price) }),
    fc.record({
      kind: fc.constant('look' as const),
      prices: fc.array(price, { minLength: 1, maxLength: symbols.length }),
      hasKlines: fc.boolean(),
      afterMs: fc.nat(fiveMinutesMs),
    }),
    fc.constant({ kind: 'draw' as const }),
  );

  it('comes to the same whatever happens between its parts', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const past = { positions: positionsOf(3), endedIds: [] };
        const [atOnce, inParts] = [new VirtualBook(virtualRules, past), new VirtualBook(virtualRules, past)];
        const changes: [VirtualChange[], VirtualChange[]] = [[], []];
        const both = (act: (book: VirtualBook) => VirtualChange): void => {
          changes[0].push(act(atOnce));
          changes[1].push(act(inParts));
        };
        let waiting: Iterator<VirtualChange> | undefined;
        const draw = (): boolean => {
          const next = waiting?.next();
          if (!next || next.done === true) return false;
          changes[1].push(next.value);
          return true;
        };
        const nextKline = symbols.map(() => 0);
        let opened = 0;
        for (const each of events) {
          const atMs = virtualStartMs + Math.max(...nextKline) * fiveMinutesMs;
          if (each.kind === 'open') {
            const { isLong } = each;
            const record = virtualRecord({
              id: `new-${(opened += 1)}`,
              symbol: symbols[each.which]!,
              score: isLong ? 70 : -70,
              // Some prices are ahead of our clock.
              atMs: atMs + (isLong ? 0 : 100_000),
            });
            both((book) => book.open(record));
          } else if (each.kind === 'kline') {
            const [open, close, a, b] = each.prices;
            const kline = virtualKline(
              nextKline[each.which]!++,
              [open, Math.max(...each.prices), Math.min(a, b, open, close), close],
              symbols[each.which],
            );
            both((book) => book.kline(kline));
          } else if (each.kind === 'look') {
            const look = lookAt(each.prices, atMs + each.afterMs, each.hasKlines);
            changes[0].push(...atOnce.look(look));
            // The one before is let go of: the book ends it.
            waiting = inParts.look(look)[Symbol.iterator]();
            draw();
          } else draw();
        }
        while (draw());
        const outcome = (all: readonly VirtualChange[], book: VirtualBook) => ({
          samples: sorted(all.flatMap(({ samples }) => samples)),
          lost: sorted(all.flatMap(({ lost }) => lost)),
          open: sorted(book.positions()),
        });
        expect(outcome(changes[1], inParts)).toEqual(outcome(changes[0], atOnce));
      }),
      { numRuns: 500 },
    );
  });
});

const sorted = (values: readonly object[]): readonly string[] => values.map((value) => JSON.stringify(value)).sort();
