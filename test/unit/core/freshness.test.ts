import { describe, expect, it } from 'vitest';
import { isFresh, newestCloseAgeMs } from '../../../src/core/windows/freshness.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import { klineAt, series } from '../../support/klines.js';

const minuteMs = 60_000;

/** A 1m window that holds the klines 0 to 2. */
function ready(): SeriesSequencer {
  const sequencer = new SeriesSequencer({ series, size: 5 });
  sequencer.apply({ kind: 'rows', klines: [0, 1, 2].map((index) => klineAt(index)) });
  return sequencer;
}

/** Kline 3 closes, and is due. */
const dueAtMs = klineAt(3).closeTimeMs;

describe('a window is fresh', () => {
  it.each([
    ['right after its newest close', dueAtMs - minuteMs, 0, true],
    ['until its next close is due', dueAtMs, 0, true],
    ['but not once that is overdue', dueAtMs + 1, 0, false],
    ['for as long as the delay is allowed', dueAtMs + 5_000, 5_000, true],
    ['and no longer', dueAtMs + 5_001, 5_000, false],
    ['when the estimate of the exchange’s clock is behind its newest close', dueAtMs - 2 * minuteMs, 0, true],
  ])('%s', (_, exchangeNowMs, maxAgeMs, expected) => {
    expect(isFresh(ready(), { maxAgeMs, exchangeNowMs })).toBe(expected);
  });

  it('anew with each close that comes', () => {
    const sequencer = ready();
    sequencer.apply({ kind: 'close', kline: klineAt(3), exchangeTimeMs: dueAtMs });
    expect(isFresh(sequencer, { maxAgeMs: 0, exchangeNowMs: dueAtMs + 1 })).toBe(true);
  });

  it('no more for a close that it has already', () => {
    const sequencer = ready();
    sequencer.apply({ kind: 'close', kline: klineAt(2), exchangeTimeMs: dueAtMs + 1 });
    expect(isFresh(sequencer, { maxAgeMs: 0, exchangeNowMs: dueAtMs + 1 })).toBe(false);
  });

  const allowing = { maxAgeMs: Infinity, exchangeNowMs: dueAtMs };
  it('never while it is warming', () => {
    expect(isFresh(new SeriesSequencer({ series, size: 5 }), allowing)).toBe(false);
  });

  it('never while it is suspect', () => {
    const sequencer = ready();
    sequencer.apply({ kind: 'close', kline: klineAt(4), exchangeTimeMs: dueAtMs + minuteMs });
    expect(sequencer.status).toBe('suspect');
    expect(isFresh(sequencer, allowing)).toBe(false);
  });

  it('never when it is dead', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    const error = new ExchangeRejectedError('Invalid symbol.', { url: 'x', httpStatus: 400, exchangeCode: -1_121 });
    sequencer.apply({ kind: 'fetchFailed', error });
    expect(isFresh(sequencer, allowing)).toBe(false);
  });

  it('never while it is empty, though nothing is missing', () => {
    const sequencer = new SeriesSequencer({ series, size: 5 });
    sequencer.apply({ kind: 'rows', klines: [] });
    expect(sequencer.status).toBe('ready');
    expect(isFresh(sequencer, allowing)).toBe(false);
  });
});

describe('the age of the newest close', () => {
  it('counts from the end of its interval', () => {
    expect(newestCloseAgeMs(ready().window, klineAt(3).openTimeMs + 700)).toBe(700);
  });

  it('is never below 0', () => {
    expect(newestCloseAgeMs(ready().window, klineAt(0).openTimeMs)).toBe(0);
  });

  it('is none while there is no kline', () => {
    expect(newestCloseAgeMs(new SeriesSequencer({ series, size: 5 }).window, 1)).toBeUndefined();
  });
});
