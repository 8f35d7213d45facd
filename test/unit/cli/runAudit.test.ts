import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FetchTruth } from '../../../src/cli/report/audit.js';
import { runAudit } from '../../../src/cli/report/runAudit.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeUnreachableError } from '../../../src/domain/errors.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../../src/domain/series.js';
import { klineAt } from '../../support/klines.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const keys = ['AUSDT', 'BUSDT'].map((name) => seriesKey(instrumentSymbol(name), '1m'));

const sequencerOf = (key: SeriesKey): SeriesSequencer => {
  const sequencer = new SeriesSequencer({ series: key, size: 3 });
  sequencer.apply({ kind: 'rows', klines: [klineAt(0, { key })] });
  return sequencer;
};

function auditing(fetchTruth: FetchTruth) {
  const warnings: string[] = [];
  const hurry = new AbortController();
  const audit = runAudit({
    recorder: { book: new Map(keys.map((key) => [key, sequencerOf(key)])), repeatedCloses: 0 },
    fetchTruth,
    clock: { now: () => 0, speed: 1 },
    graceMs: 0,
    hurry: hurry.signal,
    warn: (sentence) => warnings.push(sentence),
  });
  return { audit, warnings, hurry };
}

/** Answers for A, never for B. */
const halfAnswering: FetchTruth = (symbol) =>
  symbol === 'AUSDT' ? Promise.resolve([]) : new Promise<never>(() => undefined);

describe('runAudit', () => {
  it('leaves out what is not compared in time when someone waits, and says so', async () => {
    const { audit, warnings, hurry } = auditing(halfAnswering);
    await vi.advanceTimersByTimeAsync(10_000);
    hurry.abort();
    await vi.advanceTimersByTimeAsync(1_300);
    expect(await audit).toMatchObject({ series: 1 });
    expect(warnings).toEqual(['The audit had time for 1 of 2 windows.']);
  });

  it('gives up in the end when nobody waits', async () => {
    const { audit } = auditing(halfAnswering);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await audit).toMatchObject({ series: 1 });
  });

  it('says nothing when everything was compared', async () => {
    const { audit, warnings } = auditing(() => Promise.resolve([]));
    expect(await audit).toMatchObject({ series: 2, compared: 0, different: 2 });
    expect(warnings).toEqual([]);
  });

  it('is left out, with the reason, when the exchange does not tell', async () => {
    const { audit, warnings } = auditing(() =>
      Promise.reject(new ExchangeUnreachableError('no answer from there', { url: '', reason: '' })),
    );
    expect(await audit).toBeUndefined();
    expect(warnings).toEqual(['The windows could not be compared with the truth: no answer from there.']);
  });

  it('lets a bug be a bug', async () => {
    const { audit } = auditing(() => Promise.reject(new TypeError('oops')));
    await expect(audit).rejects.toThrow(TypeError);
  });
});
