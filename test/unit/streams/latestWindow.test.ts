import { NEVER, of, ReplaySubject, Subject, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { SeriesSequencer, type SeriesEvent } from '../../../src/core/windows/seriesSequencer.js';
import { BadInputError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { Kline } from '../../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../../src/domain/series.js';
import type { KlineQuery } from '../../../src/ports/marketData.js';
import { latestWindow } from '../../../src/streams/latestWindow.js';
import type { WindowEvent } from '../../../src/streams/windows.js';
import { klineAt } from '../../support/klines.js';
import { MarketTime } from '../../support/marketTime.js';

const startMs = 1_790_000_000_000;
const size = 5;
const { symbol, interval } = klineAt(0);
const series = seriesKey(symbol, interval);
const klines = (from: number, count: number): readonly Kline[] =>
  Array.from({ length: count }, (_, index) => klineAt(from + index));
const rows = (from: number, count: number): SeriesEvent => ({ kind: 'rows', klines: klines(from, count) });
const close = (index: number): SeriesEvent => {
  const kline = klineAt(index);
  return { kind: 'close', kline, exchangeTimeMs: kline.closeTimeMs + 1 };
};

interface Given {
  /** What has happened to the window so far; `undefined`: there is none. */
  readonly events?: readonly SeriesEvent[];
  /** Whether it is known what is to be kept: this series, if anything has happened to its window. */
  readonly isChosen?: boolean;
  readonly rest?: () => Observable<readonly Kline[]>;
}

/** One question for a window, whose answer is written down. */
function asking({
  events,
  isChosen = true,
  rest = () => of([...klines(10, 5), { ...klineAt(15), isClosed: false }]),
}: Given) {
  const time = new MarketTime(startMs);
  const sequencer = new SeriesSequencer({ series, size });
  const windowEvents$ = new Subject<WindowEvent>();
  const queries: KlineQuery[] = [];
  const answers: string[] = [];
  const failures: unknown[] = [];
  const series$ = new ReplaySubject<ReadonlySet<SeriesKey>>(1);
  if (isChosen) series$.next(new Set(events ? [series] : []));
  let isKept = events !== undefined;
  for (const event of events ?? []) sequencer.apply(event);
  const apply = (event: SeriesEvent): void => {
    isKept = true;
    for (const change of sequencer.apply(event).changes) windowEvents$.next({ series, sequencer, change });
  };
  latestWindow({
    windowEvents$,
    sequencerOf: (asked) => (isKept && asked === series ? sequencer : undefined),
    series$,
    fetchKlines: (query) => {
      queries.push(query);
      return rest();
    },
    size,
    transport: time,
  })(series, { waitMs: 10_000 }).subscribe({
    next: ({ source, window, waitedMs, warning }) => {
      const opens = window.toArray().map(({ openTimeMs }) => (openTimeMs - klineAt(0).openTimeMs) / 60_000);
      answers.push([source, opens.join(' '), `${waitedMs} ms`, ...(warning === undefined ? [] : [warning])].join('; '));
    },
    complete: () => answers.push('end'),
    error: (error: unknown) => failures.push(error),
  });
  const choose = (...wanted: readonly SeriesKey[]): void => series$.next(new Set(wanted));
  const runTo = (afterMs: number): void => time.runTo(startMs + afterMs);
  return { time, answers, failures, queries, apply, choose, runTo };
}

describe('latestWindow', () => {
  it('answers at once from memory when the window is ready', () => {
    const { answers, queries, time } = asking({ events: [rows(0, 5)] });
    expect(answers).toEqual(['memory; 0 1 2 3 4; 0 ms', 'end']);
    expect(queries).toEqual([]);
    expect(time.pendingCount).toBe(0);
  });

  it('waits for the repair of a window that is suspect', () => {
    const { answers, apply, runTo, time } = asking({ events: [rows(0, 5), close(7)] });
    runTo(4_000);
    expect(answers).toEqual([]);
    apply(rows(5, 2));
    expect(answers).toEqual(['memory; 3 4 5 6 7; 4000 ms', 'end']);
    expect(time.pendingCount).toBe(0);
  });

  it('fetches what does not become ready in time, with a warning', () => {
    const { answers, queries, runTo } = asking({ events: [rows(0, 5), close(7)] });
    runTo(9_999);
    expect(answers).toEqual([]);
    runTo(10_000);
    expect(answers).toEqual([
      `rest; 10 11 12 13 14; 10000 ms; the window of ${series} is suspect; it was fetched over REST`,
      'end',
    ]);
    expect(queries).toEqual([{ symbol, interval, limit: 6, purpose: 'snapshot' }]);
  });

  it('fetches a series that nobody keeps', () => {
    const { answers, runTo } = asking({});
    runTo(10_000);
    expect(answers[0]).toBe(
      `rest; 10 11 12 13 14; 10000 ms; the window of ${series} is not kept; it was fetched over REST`,
    );
  });

  it('never fetches a window that is warming: its snapshot is on the way', () => {
    const { answers, queries, apply, runTo } = asking({ events: [] });
    runTo(3_600_000);
    expect(queries).toEqual([]);
    apply(rows(0, 5));
    expect(answers).toEqual(['memory; 0 1 2 3 4; 3600000 ms', 'end']);
  });

  it('fetches nothing before the universe is chosen', () => {
    const { queries, choose, runTo } = asking({ isChosen: false });
    runTo(60_000);
    expect(queries).toEqual([]);
    choose();
    expect(queries).toHaveLength(1);
  });

  it('fetches no series that is to be kept, though its window is not there yet', () => {
    const { queries, answers, choose, apply, runTo } = asking({ isChosen: false });
    runTo(60_000);
    choose(series);
    runTo(120_000);
    expect(queries).toEqual([]);
    apply(rows(0, 5));
    expect(answers).toEqual(['memory; 0 1 2 3 4; 120000 ms', 'end']);
  });

  it('takes the window that becomes ready while the answer is on its way', () => {
    const { answers, queries, apply, runTo } = asking({ events: [rows(0, 5), close(7)], rest: () => NEVER });
    runTo(11_000);
    expect(queries).toHaveLength(1);
    apply(rows(5, 2));
    expect(answers).toEqual(['memory; 3 4 5 6 7; 11000 ms', 'end']);
  });

  it('fails as REST does', () => {
    const away = new ExchangeUnreachableError('nobody there', { url: '', reason: '' });
    const { failures, runTo } = asking({ rest: () => throwError(() => away) });
    runTo(10_000);
    expect(failures).toEqual([away]);
  });

  it('refuses what is no series in one sentence', () => {
    const failures: unknown[] = [];
    const ask = latestWindow({
      windowEvents$: NEVER,
      sequencerOf: () => undefined,
      series$: of(new Set<SeriesKey>()),
      fetchKlines: () => NEVER,
      size,
      transport: new MarketTime(startMs),
    });
    ask('BTCUSDT' as SeriesKey).subscribe({ error: (error: unknown) => failures.push(error) });
    expect(failures).toEqual([expect.any(BadInputError)]);
    expect(String(failures[0])).toContain('series: must be a series such as BTCUSDT/5m; found "BTCUSDT"');
  });
});
