import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import { toWindowBook } from '../../../src/streams/windowBook.js';
import type { WindowEvent } from '../../../src/streams/windows.js';

const event = (symbol: string, kind: 'entered' | 'left' | 'repaired'): WindowEvent => {
  const series = seriesKey(instrumentSymbol(symbol), '1m');
  return { series, sequencer: new SeriesSequencer({ series, size: 1 }), change: { kind } };
};

function start() {
  const events$ = new Subject<WindowEvent>();
  const book$ = events$.pipe(toWindowBook());
  const watch = () => {
    const books: string[] = [];
    const subscription = book$.subscribe((book) => books.push([...book.keys()].join(' ')));
    return { books, subscription };
  };
  return { events$, watch };
}

it('holds the windows that are kept now', () => {
  const { events$, watch } = start();
  const { books } = watch();
  events$.next(event('AAAUSDT', 'entered'));
  events$.next(event('BBBUSDT', 'entered'));
  events$.next(event('AAAUSDT', 'repaired'));
  events$.next(event('AAAUSDT', 'left'));
  expect(books).toEqual(['AAAUSDT/1m', 'AAAUSDT/1m BBBUSDT/1m', 'BBBUSDT/1m']);
});

it('is given to late subscribers, and begins empty after everyone has left', () => {
  const { events$, watch } = start();
  const first = watch();
  events$.next(event('AAAUSDT', 'entered'));
  const late = watch();
  expect(late.books).toEqual(['AAAUSDT/1m']);
  for (const { subscription } of [first, late]) subscription.unsubscribe();
  expect(events$.observed).toBe(false);
  const again = watch();
  events$.next(event('BBBUSDT', 'entered'));
  expect(again.books).toEqual(['BBBUSDT/1m']);
});
