import { defer, filter, scan, shareReplay, type Observable, type OperatorFunction } from 'rxjs';
import type { SeriesSequencer } from '../core/windows/seriesSequencer.js';
import type { SeriesKey } from '../domain/series.js';
import type { WindowEvent } from './windows.js';

/** Every window that is kept, by series. One live map: read it, do not keep it. */
export type WindowBook = ReadonlyMap<SeriesKey, SeriesSequencer>;

/** Folds window events into the book of all windows, and replays it to late subscribers. */
export const toWindowBook = (): OperatorFunction<WindowEvent, WindowBook> => (events$: Observable<WindowEvent>) =>
  defer(() =>
    events$.pipe(
      filter(({ change }) => change.kind === 'entered' || change.kind === 'left'),
      scan((book, { series, sequencer, change }) => {
        if (change.kind === 'left') book.delete(series);
        else book.set(series, sequencer);
        return book;
      }, new Map<SeriesKey, SeriesSequencer>()),
    ),
  ).pipe(shareReplay({ bufferSize: 1, refCount: true }));
