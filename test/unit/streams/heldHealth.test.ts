import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import type { FeedEvent, KlineEvent } from '../../../src/domain/feed.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import { heldHealth } from '../../../src/streams/heldHealth.js';
import type { WindowEvent } from '../../../src/streams/windows.js';
import { klineAt } from '../../support/klines.js';

const keyOf = (symbol: string) => seriesKey(instrumentSymbol(symbol), '1m');

function watched() {
  const clock = { nowMs: 0, now: () => clock.nowMs };
  const feed$ = new Subject<FeedEvent<KlineEvent>>();
  const windowEvents$ = new Subject<WindowEvent>();
  const told: string[] = [];
  heldHealth({ feed$, windowEvents$, periodMs: 5_000, scheduler: clock }).subscribe(({ closes, series }) =>
    told.push(`${closes} of ${series}`),
  );
  const window = (symbol: string, change: WindowEvent['change']): void => {
    const series = keyOf(symbol);
    windowEvents$.next({ series, sequencer: new SeriesSequencer({ series, size: 1 }), change });
  };
  const close = (symbol: string, isClosed = true): void => {
    const kline = { ...klineAt(1, { key: keyOf(symbol) }), isClosed };
    feed$.next({ kind: 'kline', kline, exchangeTimeMs: 0 });
  };
  return { clock, feed$, window, close, told };
}

it('counts the closes that wait for snapshots: the first and the last at once, more from time to time', () => {
  const { clock, window, close, told } = watched();
  window('AAAUSDT', { kind: 'entered' });
  window('BBBUSDT', { kind: 'entered' });
  expect(told).toEqual([]);
  close('AAAUSDT');
  close('AAAUSDT');
  clock.nowMs = 5_000;
  close('BBBUSDT');
  expect(told).toEqual(['1 of 1', '3 of 2']);
  window('AAAUSDT', { kind: 'status', status: 'ready' });
  window('BBBUSDT', { kind: 'status', status: 'suspect' });
  expect(told).toEqual(['1 of 1', '3 of 2', '0 of 0']);
});

it('counts none that is not held: forming, of a series that is warm, left, or not followed', () => {
  const { feed$, window, close, told } = watched();
  window('AAAUSDT', { kind: 'entered' });
  window('BBBUSDT', { kind: 'entered' });
  window('CCCUSDT', { kind: 'entered' });
  window('BBBUSDT', { kind: 'status', status: 'ready' });
  window('CCCUSDT', { kind: 'left' });
  close('AAAUSDT', false);
  for (const symbol of ['BBBUSDT', 'CCCUSDT', 'DDDUSDT']) close(symbol);
  feed$.next({ kind: 'ignored' });
  expect(told).toEqual([]);
});

it('lets go of what a series held that left while it was warming', () => {
  const { window, close, told } = watched();
  window('AAAUSDT', { kind: 'entered' });
  close('AAAUSDT');
  window('AAAUSDT', { kind: 'left' });
  expect(told).toEqual(['1 of 1', '0 of 0']);
});
