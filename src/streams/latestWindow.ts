import {
  combineLatest,
  defer,
  filter,
  map,
  merge,
  of,
  startWith,
  switchMap,
  take,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { KlineWindow } from '../core/windows/klineWindow.js';
import { SeriesSequencer } from '../core/windows/seriesSequencer.js';
import { BadInputError } from '../domain/errors.js';
import type { Kline } from '../domain/kline.js';
import { parseSeriesKey, type SeriesKey } from '../domain/series.js';
import type { KlineQuery } from '../ports/marketData.js';
import type { WindowEvent } from './windows.js';

/** The window of a series, as it was asked for. */
export interface LatestWindow {
  /** From memory: a live view, read it at once or copy it with `toArray()`. From REST: one of its own. */
  readonly window: KlineWindow;
  readonly source: 'memory' | 'rest';
  /** Transport time from the question to the answer. */
  readonly waitedMs: number;
  /** Why it had to be fetched, in one sentence; `undefined` from memory. */
  readonly warning: string | undefined;
}

export interface LatestWindowOptions {
  /** Transport time that a window may take to become ready before it is fetched. Default 10 s. */
  readonly waitMs?: number;
}

export interface LatestWindowDeps {
  readonly windowEvents$: Observable<WindowEvent>;
  /** The window that is kept of a series; `undefined` when there is none. */
  readonly sequencerOf: (series: SeriesKey) => SeriesSequencer | undefined;
  /** The series that are to be kept; before it has spoken, nothing can be said to be missing. Replays its latest. */
  readonly series$: Observable<ReadonlySet<SeriesKey>>;
  readonly fetchKlines: (query: KlineQuery) => Observable<readonly Kline[]>;
  readonly size: number;
  readonly transport: SchedulerLike;
}

const usualWaitMs = 10_000;

/**
 * Answers for one window: from memory when it is ready, else as soon as it is. When that takes longer than `waitMs`, it is
 * fetched over REST within the budget, with a warning; but never while its warm-up is under way, which is that very
 * request. Emits once. Fails with `BadInputError` for what is no series, and as REST does.
 */
export const latestWindow =
  (deps: LatestWindowDeps) =>
  (series: SeriesKey, { waitMs = usualWaitMs }: LatestWindowOptions = {}): Observable<LatestWindow> =>
    defer(() => {
      const { windowEvents$, transport } = deps;
      refuseBadSeries(series);
      const askedAtMs = transport.now();
      const waitedMs = (): number => transport.now() - askedAtMs;
      const fromMemory = (): readonly LatestWindow[] => {
        const sequencer = deps.sequencerOf(series);
        if (sequencer?.status !== 'ready') return [];
        return [{ window: sequencer.window, source: 'memory', waitedMs: waitedMs(), warning: undefined }];
      };
      const [known] = fromMemory();
      if (known) return of(known);
      const moves$ = windowEvents$.pipe(filter((event) => event.series === series));
      return merge(
        moves$.pipe(switchMap(fromMemory)),
        timer(waitMs, transport).pipe(
          switchMap(() => combineLatest([deps.series$, moves$.pipe(startWith(undefined))])),
          filter(([wanted]) => !isStarting(series, wanted, deps)),
          take(1),
          switchMap(() => fetched(series, deps)),
          map(({ window, warning }): LatestWindow => ({ window, source: 'rest', waitedMs: waitedMs(), warning })),
        ),
      ).pipe(take(1));
    });

/** The window is on its way, though it may not be there yet: nobody need ask for it again. */
const isStarting = (
  series: SeriesKey,
  wanted: ReadonlySet<SeriesKey>,
  { sequencerOf }: Pick<LatestWindowDeps, 'sequencerOf'>,
): boolean => wanted.has(series) && (sequencerOf(series)?.status ?? 'warming') === 'warming';

function fetched(
  series: SeriesKey,
  { sequencerOf, fetchKlines, size }: LatestWindowDeps,
): Observable<{ readonly window: KlineWindow; readonly warning: string }> {
  const status = sequencerOf(series)?.status ?? 'not kept';
  // One more than is kept: the newest is usually still open.
  return fetchKlines({ ...parseSeriesKey(series), limit: size + 1, purpose: 'snapshot' }).pipe(
    map((klines) => {
      const sequencer = new SeriesSequencer({ series, size });
      sequencer.apply({ kind: 'rows', klines: klines.filter(({ isClosed }) => isClosed) });
      return { window: sequencer.window, warning: `the window of ${series} is ${status}; it was fetched over REST` };
    }),
  );
}

function refuseBadSeries(series: SeriesKey): void {
  try {
    parseSeriesKey(series);
  } catch (cause) {
    const expected = 'a series such as BTCUSDT/5m';
    const message = `series: must be ${expected}; found ${JSON.stringify(series)}`;
    throw new BadInputError(message, { place: 'series', found: String(series), expected }, { cause });
  }
}
