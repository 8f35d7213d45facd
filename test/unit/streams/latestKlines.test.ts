import fc from 'fast-check';
import { from, lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import type { KlineEvent } from '../../../src/domain/feed.js';
import { seriesKey } from '../../../src/domain/series.js';
import { toLatestKlines, type LatestKlines } from '../../../src/streams/latestKlines.js';
import { klineAt } from '../../support/klines.js';

const series = seriesKey(klineAt(0).symbol, klineAt(0).interval);
const event = (index: number, secondsIn: number, isClosed = false): KlineEvent => {
  const kline = { ...klineAt(index), isClosed };
  return { kind: 'kline', kline, exchangeTimeMs: kline.openTimeMs + secondsIn * 1_000 };
};
const latestOf = (events: readonly KlineEvent[]): Promise<LatestKlines> =>
  lastValueFrom(from(events).pipe(toLatestKlines()), { defaultValue: new Map() });

it.each([
  ['a later state of the same kline', [event(0, 1), event(0, 2)], event(0, 2)],
  ['the next kline', [event(0, 60, true), event(1, 1)], event(1, 1)],
  ['not a state that comes late', [event(0, 2), event(0, 1)], event(0, 2)],
  ['not a kline that comes late', [event(1, 1), event(0, 60, true)], event(1, 1)],
  ['a closed kline, though it forms once more', [event(0, 60, true), event(0, 61)], event(0, 60, true)],
  ['a correction', [event(0, 60, true), event(0, 63, true)], event(0, 63, true)],
])('holds %s', async (_, events, expected) => {
  expect((await latestOf(events)).get(series)).toEqual(expected);
});

it('ends the same in whatever order the events of different instants come', () =>
  fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(
        [event(0, 1), event(0, 60, true), event(1, 1), event(1, 2), event(1, 60, true), event(2, 5)],
        {
          minLength: 6,
        },
      ),
      async (events) => {
        expect((await latestOf(events)).get(series)).toEqual(event(2, 5));
      },
    ),
  ));

it('passes over everything that is no kline', async () => {
  const events$ = from([event(0, 1), { kind: 'ignored' as const, frames: 3 }]);
  const latest = await lastValueFrom(events$.pipe(toLatestKlines()), { defaultValue: new Map() });
  expect([...latest.keys()]).toEqual([series]);
});
