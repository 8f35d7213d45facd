import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesSequencer, type FetchWanted, type SequencerStep } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeRejectedError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { WindowChange } from '../../../src/domain/window.js';
import { indexOf, klineAt, series } from '../../support/klines.js';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const rows = (...indexes: number[]) => ({ kind: 'rows' as const, klines: indexes.map((i) => klineAt(i)) });
const close = (index: number, price?: number) => ({
  kind: 'close' as const,
  kline: klineAt(index, price === undefined ? {} : { close: price }),
  exchangeTimeMs: klineAt(index).closeTimeMs + 1,
});
/** By the exchange's clock the kline `index` has just closed. */
const due = (index: number) => ({ kind: 'due' as const, exchangeNowMs: klineAt(index).closeTimeMs + 1 });
const unreachable = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'refused' });

/** Changes in a word each: `+3` closed, `~3` corrected, `=3` duplicate, `?4-6` gap, `!4-6` restarted. */
const words = ({ changes }: SequencerStep): string[] => changes.map(word);
function word(change: WindowChange): string {
  const at = (openTimeMs: number): number => indexOf({ openTimeMs, interval: '1m' });
  switch (change.kind) {
    case 'closed':
      return `+${indexOf(change.kline)}`;
    case 'corrected':
      return `~${indexOf(change.kline)}`;
    case 'duplicate':
      return `=${at(change.openTimeMs)}`;
    case 'gap':
      return `?${at(change.missing.fromMs)}-${at(change.missing.toMs)}`;
    case 'restarted':
      return `!${at(change.missing.fromMs)}-${at(change.missing.toMs)}`;
    case 'status':
      return change.status;
    case 'repaired':
      return 'repaired';
  }
}
const wanted = ({ fetch }: SequencerStep): string | undefined =>
  fetch === undefined || fetch === 'snapshot'
    ? fetch
    : `${indexOf({ openTimeMs: fetch.fromMs, interval: '1m' })}-${indexOf({ openTimeMs: fetch.toMs, interval: '1m' })}`;

const warm = (upTo = 4, size = 5): SeriesSequencer => {
  const sequencer = new SeriesSequencer({ series, size });
  sequencer.apply(rows(...range(0, upTo)));
  return sequencer;
};

describe('SeriesSequencer', () => {
  it('is ready with the snapshot, then takes closes in order', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    expect(sequencer.status).toBe('warming');
    expect(words(sequencer.apply(rows(0, 1, 2)))).toEqual(['+0', '+1', '+2', 'ready']);
    expect(words(sequencer.apply(close(3)))).toEqual(['+3']);
  });

  it('keeps closes that come before the snapshot, and takes those it did not contain', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    expect(words(sequencer.apply(close(2)))).toEqual([]);
    expect(words(sequencer.apply(close(3)))).toEqual([]);
    expect(words(sequencer.apply(rows(0, 1, 2)))).toEqual(['+0', '+1', '+2', '+3', 'ready']);
  });

  it('is ready with nothing when the exchange has nothing yet, and begins with the first close', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    expect(words(sequencer.apply(rows()))).toEqual(['ready']);
    expect(words(sequencer.apply(close(7)))).toEqual(['+7']);
  });

  it('takes only as many rows as the window holds', () => {
    const sequencer = new SeriesSequencer({ series, size: 2 });
    expect(words(sequencer.apply(rows(0, 1, 2, 3)))).toEqual(['+2', '+3', 'ready']);
  });

  it('a window of one kline goes on like any other', () => {
    const sequencer = new SeriesSequencer({ series, size: 1 });
    sequencer.apply(rows(0, 1));
    expect(words(sequencer.apply(close(2)))).toEqual(['+2']);
    expect(wanted(sequencer.apply(close(4)))).toBe('3-3');
    expect(words(sequencer.apply(rows(3)))).toEqual(['+3', '+4', 'repaired', 'ready']);
  });

  it('asks for exactly the missing klines, holds the later ones back, and goes on in order', () => {
    const sequencer = warm();
    const step = sequencer.apply(close(7));
    expect([words(step), wanted(step)]).toEqual([['?5-6', 'suspect'], '5-6']);
    const next = sequencer.apply(close(8));
    expect([words(next), wanted(next)]).toEqual([[], undefined]);
    expect(words(sequencer.apply(rows(5, 6)))).toEqual(['+5', '+6', '+7', '+8', 'repaired', 'ready']);
  });

  it('needs no fetch when the missing close comes late by itself', () => {
    const sequencer = warm();
    sequencer.apply(close(6));
    expect(words(sequencer.apply(close(5)))).toEqual(['+5', '+6', 'repaired', 'ready']);
    expect(words(sequencer.apply(rows(5)))).toEqual([]);
  });

  it('fetches what is due and has not come', () => {
    const sequencer = warm();
    expect(wanted(sequencer.apply(due(4)))).toBeUndefined();
    const step = sequencer.apply(due(6));
    expect([words(step), wanted(step)]).toEqual([['?5-6', 'suspect'], '5-6']);
    expect(words(sequencer.apply(rows(5, 6)))).toEqual(['+5', '+6', 'repaired', 'ready']);
  });

  it('is not overdue for a kline that is still open', () => {
    const sequencer = warm();
    expect(wanted(sequencer.apply({ kind: 'due', exchangeNowMs: klineAt(5).closeTimeMs }))).toBeUndefined();
    expect(sequencer.status).toBe('ready');
  });

  it('takes a final that repeats a REST row as its confirmation, which is no duplicate', () => {
    const sequencer = warm();
    expect(words(sequencer.apply(close(4)))).toEqual([]);
    expect(sequencer.window.certificate().sources).toEqual({ store: 0, rest: 4, ws: 1 });
    expect(words(sequencer.apply(close(4)))).toEqual(['=4']);
    expect(words(sequencer.apply(close(3, 42)))).toEqual(['~3']);
  });

  it('counts a close that comes again, and one that is older than the window, as duplicates', () => {
    const sequencer = warm(9);
    sequencer.apply(close(10));
    expect(words(sequencer.apply(close(10)))).toEqual(['=10']);
    expect(words(sequencer.apply(close(2)))).toEqual(['=2']);
  });

  it('takes a later version of a kline from the stream as a correction, in place', () => {
    const sequencer = warm();
    sequencer.apply(close(5));
    expect(words(sequencer.apply(close(5, 42)))).toEqual(['~5']);
    expect(sequencer.window.at(-1)?.close).toBe(42);
    expect(words(sequencer.apply({ kind: 'rows', klines: [klineAt(5)] }))).toEqual([]);
    expect(sequencer.window.at(-1)?.close).toBe(42);
  });

  it('takes no earlier word of the exchange for a correction of a later one', () => {
    const sequencer = warm();
    const correction = close(5, 42);
    sequencer.apply(close(5));
    sequencer.apply({ ...correction, exchangeTimeMs: correction.exchangeTimeMs + 1_000 });
    expect(words(sequencer.apply(close(5)))).toEqual(['=5']);
    for (const next of range(6, 8)) sequencer.apply(close(next));
    expect(words(sequencer.apply(close(5)))).toEqual(['=5']);
    expect(sequencer.window.at(-4)?.close).toBe(42);
  });

  it('waits longer and longer when a fetch fails or brings nothing', () => {
    const sequencer = warm();
    sequencer.apply(due(5));
    const fetchesAt: number[] = [];
    sequencer.apply({ kind: 'fetchFailed', error: unreachable });
    for (let tick = 0; tick < 40; tick += 1) {
      if (!sequencer.apply(due(5)).fetch) continue;
      fetchesAt.push(tick);
      sequencer.apply(fetchesAt.length % 2 === 0 ? rows() : { kind: 'fetchFailed', error: unreachable });
    }
    expect(fetchesAt).toEqual([0, 2, 6, 14, 30]);
  });

  it('asks again at once after a reconnect, however long the pause was to be', () => {
    const sequencer = warm();
    sequencer.apply(due(5));
    for (let failure = 0; failure < 9; failure += 1) {
      sequencer.apply({ kind: 'fetchFailed', error: unreachable });
      sequencer.apply({ ...due(5), isAfterReconnect: true });
    }
    sequencer.apply({ kind: 'fetchFailed', error: unreachable });
    expect(sequencer.apply(due(5)).fetch).toBeUndefined();
    expect(sequencer.apply({ ...due(5), isAfterReconnect: true }).fetch).toBeDefined();
  });

  it('begins anew behind a hole that the exchange cannot fill', () => {
    const sequencer = warm();
    let step = sequencer.apply(close(7));
    for (let tick = 0; tick < 20 && !step.changes.some(({ kind }) => kind === 'restarted'); tick += 1) {
      step = sequencer.apply(step.fetch ? rows() : due(7));
    }
    expect(words(step)).toEqual(['!5-6', '+7', 'repaired', 'ready']);
    expect(sequencer.window.certificate()).toMatchObject({ count: 1, contiguous: true });
  });

  it('fetches the window anew only when the hole is longer than it', () => {
    const sequencer = warm(4, 5);
    expect(wanted(sequencer.apply(close(10)))).toBe('5-9');
    const longer = warm(4, 5);
    expect(wanted(longer.apply(close(11)))).toBe('snapshot');
    expect(words(longer.apply(rows(...range(2, 10))))).toEqual([
      '+6',
      '+7',
      '+8',
      '+9',
      '+10',
      '+11',
      'repaired',
      'ready',
    ]);
  });

  it('asks for a new snapshot again when the first one failed', () => {
    const sequencer = warm(4, 5);
    sequencer.apply(close(11));
    expect(sequencer.apply({ kind: 'fetchFailed', error: unreachable }).fetch).toBeUndefined();
    expect(sequencer.apply(due(11)).fetch).toBe('snapshot');
    expect(sequencer.status).toBe('suspect');
  });

  it('is dead, with the cause, when the exchange refuses its snapshot for good', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    const error = new ExchangeRejectedError('Invalid symbol.', { url: 'x', httpStatus: 400, exchangeCode: -1121 });
    expect(words(sequencer.apply({ kind: 'fetchFailed', error }))).toEqual(['dead']);
    expect(sequencer.cause).toBe(error);
  });

  it('asks for a snapshot with pauses while a listed symbol has no klines', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    sequencer.apply(rows());
    let fetches = 0;
    for (let tick = 0; tick < 64; tick += 1) {
      if (sequencer.apply(due(3 + tick)).fetch !== 'snapshot') continue;
      fetches += 1;
      sequencer.apply(rows());
    }
    expect(fetches).toBeGreaterThan(3);
    expect(fetches).toBeLessThan(10);
  });
});

describe('any interleaving of snapshot, repairs and two overlapping sockets', () => {
  const total = 40;
  const size = 12;
  const deliveries = fc.array(
    fc.record({
      index: fc.integer({ min: 0, max: total - 1 }),
      delay: fc.integer({ min: 0, max: 9 }),
      copies: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 0, maxLength: 60 },
  );

  it('gives every close exactly once, in order, unless it says that it began anew behind a hole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: total - 1 }),
        deliveries,
        fc.array(fc.constantFrom('answer', 'fail', 'late'), { minLength: 60, maxLength: 60 }),
        (snapshotAt, faults, restMoods) => {
          const sequencer = new SeriesSequencer({ series, size });
          const emitted: number[] = [];
          const moods = [...restMoods];
          let open: { wanted: FetchWanted; readyAt: number } | undefined = { wanted: 'snapshot', readyAt: snapshotAt };
          const schedule = new Map<number, number[]>();
          for (let index = 0; index < total; index += 1) {
            const fault = faults.find((candidate) => candidate.index === index) ?? { delay: 0, copies: 1 };
            for (let copy = 0; copy < fault.copies; copy += 1) {
              const at = index + fault.delay + copy;
              schedule.set(at, [...(schedule.get(at) ?? []), index]);
            }
          }
          const take = (step: SequencerStep, now: number): void => {
            for (const change of step.changes) {
              if (change.kind === 'closed') emitted.push(indexOf(change.kline));
              if (change.kind === 'restarted') {
                expect(indexOf({ openTimeMs: change.missing.toMs, interval: '1m' }) - emitted.at(-1)!).toBeGreaterThan(
                  size,
                );
                emitted.length = 0;
              }
            }
            if (!step.fetch) return;
            if (open) throw new Error('two fetches at once');
            open = { wanted: step.fetch, readyAt: now + (moods.shift() === 'late' ? 4 : 0) };
          };
          const answerRest = (now: number, newestClosed: number): void => {
            for (let rounds = 0; open && open.readyAt <= now && rounds < 5; rounds += 1) {
              const { wanted } = open;
              open = undefined;
              const isFailing = wanted !== 'snapshot' && moods.shift() === 'fail';
              if (isFailing) take(sequencer.apply({ kind: 'fetchFailed', error: unreachable }), now);
              else {
                const from = wanted === 'snapshot' ? 0 : indexOf({ openTimeMs: wanted.fromMs, interval: '1m' });
                const to =
                  wanted === 'snapshot'
                    ? newestClosed
                    : Math.min(newestClosed, indexOf({ openTimeMs: wanted.toMs, interval: '1m' }));
                take(sequencer.apply(rows(...(from <= to ? range(from, to) : []))), now);
              }
            }
          };
          for (let now = 0; now < total + 1_000; now += 1) {
            for (const index of schedule.get(now) ?? []) take(sequencer.apply(close(index)), now);
            const clock = Math.min(now, total - 1);
            answerRest(now, clock);
            const newestDue = Math.min(now - 1, total - 1);
            take(sequencer.apply(due(newestDue)), now);
            answerRest(now, clock);
            const { window, status } = sequencer;
            const newest = indexOf({ openTimeMs: window.lastOpenTimeMs, interval: '1m' });
            if (status === 'ready' && window.count > 0 && newest < newestDue)
              throw new Error(`ready at ${newest}, due ${newestDue}`);
            const held = [...window.columns.close].join();
            const promised = emitted.slice(emitted.length - window.count).map((index) => 100 + index);
            if (held !== promised.join()) throw new Error(`holds ${held}, emitted ${promised.join()}`);
            if (now > total + 10 && status === 'ready') break;
          }
          expect(emitted).toEqual(range(emitted[0] ?? 0, total - 1));
          expect(sequencer.status).toBe('ready');
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
