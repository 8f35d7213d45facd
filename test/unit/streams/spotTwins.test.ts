import { of, throwError } from 'rxjs';
import { expect, it } from 'vitest';
import { ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { Instrument } from '../../../src/domain/instrument.js';
import { spotTwins } from '../../../src/streams/spotTwins.js';
import { MarketTime } from '../../support/marketTime.js';
import { listed } from '../../support/candidates.js';

const startMs = 1_790_000_000_000;
const hourMs = 3_600_000;
const away = new ExchangeUnreachableError('nobody there', { url: '', reason: '' });

/** What is told of the twins while spot lists these in turn, then the last; `undefined`: it does not answer. */
function twins(listings: readonly (readonly Instrument[] | undefined)[], untilMs: number) {
  const time = new MarketTime(startMs);
  const told: string[] = [];
  let asked = 0;
  const subscription = spotTwins({
    fetchContracts: () => of([listed('BTCUSDT'), listed('1000PEPEUSDT', { baseAsset: '1000PEPE' })]),
    fetchSpotInstruments: () => {
      const answer = listings[Math.min(asked, listings.length - 1)];
      asked += 1;
      return answer ? of(answer) : throwError(() => away);
    },
    refreshPeriodMs: hourMs,
    backoff: { baseMs: 1_000, capMs: 60_000, resetAfterMs: 0 },
    random: () => 1,
    market: time,
    transport: time,
  }).subscribe((pairs) => {
    told.push(`${(time.now() - startMs) / 1_000}s ${[...pairs].map((pair) => pair.join('=')).join(' ')}`);
  });
  time.runTo(startMs + untilMs);
  subscription.unsubscribe();
  return { told, pendingTimers: time.pendingCount };
}

const btc = listed('BTCUSDT');
const pepe = listed('PEPEUSDT', { baseAsset: 'PEPE' });

it('finds the coin of each contract, and tells again only what is listed or gone', () => {
  expect(twins([[btc], [btc], [btc, pepe], [pepe]], 3 * hourMs)).toEqual({
    told: ['0s BTCUSDT=BTCUSDT', '7200s BTCUSDT=BTCUSDT 1000PEPEUSDT=PEPEUSDT', '10800s 1000PEPEUSDT=PEPEUSDT'],
    pendingTimers: 0,
  });
});

it('asks again soon when the spot market does not answer', () => {
  expect(twins([undefined, undefined, [btc]], 60_000).told).toEqual(['3s BTCUSDT=BTCUSDT']);
});
