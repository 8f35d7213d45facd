import { afterEach, describe, expect, it } from 'vitest';
import { cashQuote, heldQty } from '../../src/core/positions/money.js';
import type { PositionBook } from '../../src/core/positions/reduceBook.js';
import { Decimal, sumDecimals } from '../../src/domain/decimal.js';
import type { AccountTruth } from '../../src/simulator/account/accountTruth.js';
import type { PositionUpdate } from '../../src/streams/positionLoop.js';
import { bareTimes } from '../support/trading/bareTimes.js';
import { openBinanceDesk, type BinanceDesk } from '../support/trading/binanceDesk.js';
import { expectBookIsTruth } from '../support/trading/expectBook.js';
import { longestBareMs, longestHearingMs, placedBy, tradeThroughFaults } from '../support/trading/hostileTrading.js';
import { recvWindowMs } from '../support/trading/tradingDesk.js';
import { unnoticedTimes } from '../support/trading/unnoticedTimes.js';
import { valueOf } from '../unit/binance/support/valueOf.js';
import { expectConserved, expectConsistent } from '../unit/simulator/support/expectTruth.js';

let desk: BinanceDesk;
afterEach(() => desk.close());

/** By hand: `CANDLEWICK_HOSTILE_ORDERS=1000 CANDLEWICK_HOSTILE_SEEDS=1,2,3`, and what came of it is told. */
const { CANDLEWICK_HOSTILE_ORDERS: orders, CANDLEWICK_HOSTILE_SEEDS: seeds = '1' } = process.env;
const orderCount = Number(orders ?? 100);
const cases = seeds
  .split(',')
  .flatMap((seed) => (['market', 'limit'] as const).map((entryType) => ({ seed: Number(seed), entryType })));

describe('positions whose orders meet every fault', () => {
  it.each(cases)(
    'are what the exchange says, and never long without a stop: $entryType entries, seed $seed',
    { timeout: 600_000 },
    async ({ entryType, seed }) => {
      desk = await openBinanceDesk({
        // Thin enough that an order takes from several prices.
        market: { symbols: ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT'], minuteBaseQty: 200 },
        // Either the request gives up, or whoever waits for it.
        options: { requestTimeoutMs: seed % 2 === 0 ? 100 : 10_000, recvWindowMs },
      });
      const account = desk.simulator.account!;
      const { positions, updates, latenessMs } = await tradeThroughFaults(desk, {
        orderCount,
        seed,
        entryType,
        whenQuiet: (trading) =>
          // What happens meanwhile is on its way: both sides agree before long.
          expect.poll(() => differences(account.truth(), trading.book), { timeout: 5_000 }).toEqual([]),
      });
      const truth = account.truth();
      expectConserved(truth);
      expectConsistent(truth);

      const placed = placedBy(truth);
      expect(placed.length).toBeGreaterThanOrEqual(orderCount);
      expect(placed).toEqual([...new Set(placed)]);
      expectBookIsTruth(positions, truth);
      expect(updates.flatMap(exitsBeyond)).toEqual([]);
      // An exit may be heard of before the entry that it closes; nothing else is ever odd.
      expect(updates.flatMap(({ problems }) => problems).filter(({ kind }) => kind !== 'exitBeyondPosition')).toEqual(
        [],
      );

      expect(await valueOf(desk.gateway.openOrders())).toEqual([]);
      expect(await valueOf(desk.gateway.positions())).toEqual([]);
      const { walletBalance } = truth.balances.find(({ asset }) => asset === 'USDT')!;
      const earned = sumDecimals(positions.map(cashQuote));
      expect(Decimal.of(walletBalance)).toEqual(Decimal.of(10_000).plus(earned));

      const bare = bareTimes(truth);
      const mostMs = longestBareMs(latenessMs);
      expect(bare.length).toBeGreaterThan(0);
      expect(bare.filter(({ fromMs, toMs }) => toMs - fromMs > mostMs)).toEqual([]);
      // What the book takes for covered is covered, but for what it cannot have heard of yet.
      const unnoticed = unnoticedTimes(bare, updates);
      expect(unnoticed.filter(({ fromMs, toMs }) => toMs - fromMs > longestHearingMs(latenessMs))).toEqual([]);
      const faults = desk.simulator.faults().filter(({ hits }) => hits > 0);
      expect(new Set(faults.map(({ kind }) => kind)).size).toBe(7);

      if (orders === undefined) return;
      const hitCount = faults.reduce((sum, { hits }) => sum + hits, 0);
      const bareMs = bare.map(({ fromMs, toMs }) => toMs - fromMs).sort((a, b) => a - b);
      const longestUnnoticedMs = Math.max(0, ...unnoticed.map(({ fromMs, toMs }) => toMs - fromMs));
      const [median, longest] = [bareMs[bareMs.length >> 1], bareMs.at(-1)];
      console.log(
        `${placed.length} orders, ${truth.fills.length} fills, ${positions.length} signals, ${hitCount} faults; without a ` +
          `stop ${bare.length} times, median ${median} ms, longest ${longest} ms of at most ${Math.round(mostMs)} ms, ` +
          `unnoticed ${longestUnnoticedMs} ms of at most ${Math.round(longestHearingMs(latenessMs))} ms`,
      );
    },
  );
});

/** Symbols of which the exchange holds something else than the book says. */
function differences({ positions }: AccountTruth, { live }: PositionBook): readonly string[] {
  const held = new Map(positions.map(({ symbol, baseQty }) => [symbol, Decimal.of(baseQty)]));
  const booked = new Map(
    [...live.values()].map((position) => {
      const baseQty = heldQty(position);
      return [position.symbol, position.direction === 'long' ? baseQty : baseQty.negated()];
    }),
  );
  return [...new Set([...held.keys(), ...booked.keys()])].filter(
    (symbol) => !(held.get(symbol) ?? Decimal.zero).equals(booked.get(symbol) ?? Decimal.zero),
  );
}

/** Client ids of exits that are larger than what the book held as it sent them. */
const exitsBeyond = ({ commands, book }: PositionUpdate): readonly string[] =>
  commands.flatMap((command) => {
    if (command.kind !== 'place' || !command.order.isReduceOnly) return [];
    const { symbol, baseQty, clientOrderId } = command.order;
    const position = [...book.live.values()].find((each) => each.symbol === symbol);
    return position && !baseQty.isAbove(heldQty(position)) ? [] : [clientOrderId];
  });
