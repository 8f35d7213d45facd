import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { ChaoticVenue } from '../../../support/trading/chaoticVenue.js';
import { d, intent, positionRules } from '../../../support/trading/positions.js';

const symbols = ['BTCUSDT', 'ETHUSDT'].map(instrumentSymbol);

const actions = [
  'intent',
  'deliver',
  'deliver',
  'deliver',
  'deliverTwice',
  'fill',
  'fill',
  'fillPart',
  'price',
  'time',
  'lose',
  'reconcile',
  'badLuck',
  'signalClosed',
  'kill',
] as const;

type Action = readonly [name: (typeof actions)[number], choice: number];

function act(venue: ChaoticVenue, [name, choice]: Action): void {
  const atMs = venue.nowMs;
  const signalId = `signal${choice % 4}`;
  const symbol = symbols[choice % 2]!;
  switch (name) {
    case 'intent': {
      const direction = choice % 3 === 0 ? 'short' : 'long';
      const targets = direction === 'long' ? intent().targets : [{ price: d(96), baseQty: d(3) }];
      const stopPrice = d(direction === 'long' ? 95 : 105);
      venue.tell({ kind: 'intent', atMs, intent: intent({ signalId, symbol, direction, targets, stopPrice }) });
      return;
    }
    case 'deliver':
    case 'deliverTwice': {
      venue.deliver(choice, name === 'deliverTwice');
      return;
    }
    case 'fill':
    case 'fillPart': {
      venue.fill(choice, name === 'fill');
      return;
    }
    case 'price':
      venue.price = d(90 + (choice % 200) / 10);
      venue.tell({ kind: 'price', atMs, symbol, price: venue.price });
      return;
    case 'time':
      venue.nowMs += [100, 1_000, 3_000, 30_000][choice % 4]!;
      {
        venue.tell({ kind: 'time', atMs: venue.nowMs });
        return;
      }
    case 'lose': {
      venue.lose(choice);
      return;
    }
    case 'reconcile': {
      venue.reconcile();
      return;
    }
    case 'badLuck': {
      venue.draw([choice % 4, (choice >> 2) % 4, (choice >> 4) % 4]);
      return;
    }
    case 'signalClosed': {
      venue.tell({ kind: 'signalClosed', atMs, signalId, isTurned: true });
      return;
    }
    case 'kill': {
      venue.tell({ kind: choice % 3 === 0 ? 'killed' : choice % 3 === 1 ? 'lifted' : 'doubted', atMs });
      return;
    }
  }
}

/** What holds at any moment. An expectation costs more than what it looks at: of half a million, those that fail are made. */
function expectNow(venue: ChaoticVenue, isTimePassed: boolean): void {
  const { bookedQuote, heardQuote } = venue;
  const isBooked = bookedQuote.units === heardQuote.units && bookedQuote.places === heardQuote.places;
  if (!isBooked) expect(bookedQuote).toEqual(heardQuote);
  if (!isTimePassed) return;
  const { longestUnprotectedMs } = venue;
  const { maxUnprotectedMs } = positionRules;
  if (!(longestUnprotectedMs <= maxUnprotectedMs)) expect(longestUnprotectedMs).toBeLessThanOrEqual(maxUnprotectedMs);
}

const sequences = fc.array(fc.tuple(fc.constantFrom(...actions), fc.nat(255)), {
  minLength: 5,
  maxLength: 60,
  size: 'max',
});

it(
  'never enters twice for one signal, never exits more than it holds, and conserves equity to the last decimal',
  { timeout: 180_000 },
  () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const venue = new ChaoticVenue(positionRules);
        for (const action of sequence) {
          act(venue, action);
          expectNow(venue, action[0] === 'time');
        }
        venue.tell({ kind: 'killed', atMs: venue.nowMs });
        venue.calmDown();
        expect(venue.doubles).toEqual([]);
        expect(venue.tooLarge).toEqual([]);
        expect(venue.bookedQuote).toEqual(venue.movedQuote);
        expect(venue.netQty).toEqual([]);
        expect(venue.openOrders).toEqual([]);
        expect(venue.book.live.size).toBe(0);
      }),
      { numRuns: 10_000 },
    );
  },
);
