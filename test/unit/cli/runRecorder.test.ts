import { EMPTY, NEVER, Subject } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Scanner } from '../../../src/app/scanner.js';
import { RunRecorder } from '../../../src/cli/report/runRecorder.js';
import { ScannerCounter } from '../../../src/core/statistics/scannerStats.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import type { CycleResult } from '../../../src/domain/cycle.js';
import { FeedClosedError, StaleFeedError } from '../../../src/domain/errors.js';
import type { FeedEvent, KlineEvent } from '../../../src/domain/feed.js';
import type { Signal } from '../../../src/domain/signal.js';
import type { ConnectionBudget, RestBudget } from '../../../src/ports/marketData.js';
import type { WarmUpProgress } from '../../../src/streams/warmUpProgress.js';
import type { WindowEvent } from '../../../src/streams/windows.js';
import { cycleResult } from '../../support/cycles.js';
import { klineAt, series } from '../../support/klines.js';

const subscriptions: { readonly unsubscribe: () => void }[] = [];
afterEach(() => subscriptions.splice(0).forEach((subscription) => subscription.unsubscribe()));

/** A recorder of a scanner that says what the test says, on a market 10 times as fast as the wall. */
function recorded() {
  const budget$ = new Subject<RestBudget>();
  const connectionBudget$ = new Subject<ConnectionBudget>();
  const warmUp$ = new Subject<WarmUpProgress>();
  const windowEvents$ = new Subject<WindowEvent>();
  const cycles$ = new Subject<CycleResult>();
  const klineFeed$ = new Subject<FeedEvent<KlineEvent>>();
  const scanner: Scanner = {
    universeSelection$: NEVER,
    universe$: NEVER,
    klineFeed$,
    priceFeed$: NEVER,
    markPriceFeed$: NEVER,
    spotFeed$: NEVER,
    accountFeed$: NEVER,
    accountUpdates$: NEVER,
    account$: NEVER,
    windowEvents$,
    klines$: NEVER,
    latestKlines$: NEVER,
    windows$: NEVER,
    prices$: NEVER,
    warmUp$,
    cycles$,
    signals$: NEVER,
    signalRecords$: NEVER,
    health$: EMPTY,
    healthNow$: NEVER,
    stats$: NEVER,
    stats: () => new ScannerCounter().stats([]),
    latestWindow: () => NEVER,
    isFresh: () => false,
  };
  const clock = { nowMs: 1_000_000, now: () => clock.nowMs, speed: 10 };
  const recorder = new RunRecorder('1.2.3');
  subscriptions.push(recorder.watch(scanner, { budget$, connectionBudget$ }, clock).subscribe());
  const window = (change: WindowEvent['change']): void =>
    windowEvents$.next({ series, sequencer: new SeriesSequencer({ series, size: 3 }), change });
  const closed = (index: number, source: 'rest' | 'ws' = 'ws', exchangeTimeMs = clock.nowMs): void =>
    window({ kind: 'closed', kline: klineAt(index), source, exchangeTimeMs });
  return { recorder, clock, budget$, connectionBudget$, warmUp$, cycles$, klineFeed$, window, closed };
}

const spent = (calls: number, weight: number): RestBudget => ({
  calls,
  weight,
  usedWeight: 0,
  limitWeight: 0,
  waiting: 0,
  rateLimited: 0,
  blockedUntilMs: 0,
});
const warm = (ready: number, isComplete = false): WarmUpProgress => ({
  series: 3,
  ready,
  failed: 0,
  elapsedMs: ready * 100,
  etaMs: undefined,
  isComplete,
});
const signalAt = (lastEventTimeMs: number, kind: Signal['kind'] = 'opened'): Signal =>
  ({ kind, certificates: [{ lastEventTimeMs: 0 }, { lastEventTimeMs }] }) as unknown as Signal;
const cycleOf = (cycle: number, signals: readonly Signal[] = []): CycleResult =>
  cycleResult({ cycle, signals, durationMs: 2, windowsBytes: 3 * 1_048_576 });
const opened = (connection: number, replaces?: number): FeedEvent<KlineEvent> => ({
  kind: 'opened',
  feed: 'kline',
  connection,
  atMs: 0,
  topics: new Set(),
  replaces,
  traffic: { frames: 0, lastFrameAtMs: undefined },
});
const lost = (connection: number, error = new FeedClosedError('gone', { feed: 'kline' })): FeedEvent<KlineEvent> => ({
  kind: 'lost',
  feed: 'kline',
  connection,
  atMs: 0,
  error,
});

describe('RunRecorder', () => {
  it('reports a run that never was', () => {
    expect(new RunRecorder('1.2.3').report()).toMatchObject({
      version: '1.2.3',
      universe: { count: 0 },
      warmUp: { series: 0, isComplete: false },
      feeds: [{ name: 'kline' }, { name: 'price' }],
      scans: { count: 0, skipped: 0, symbolsPerSecond: 0, durationMs: { p50: 0, p99: 0, max: 0 } },
    });
  });

  it('notices closes that come twice, out of order, or behind a hole that was given up', () => {
    const { recorder, closed, window } = recorded();
    closed(1);
    closed(2);
    expect(recorder.repeatedCloses).toBe(0);
    closed(2);
    closed(0);
    expect(recorder.repeatedCloses).toBe(2);
    window({ kind: 'restarted', missing: { fromMs: 0, toMs: 0 } });
    closed(5);
    expect(recorder.report().klines).toMatchObject({ double: 1, outOfOrder: 1, givenUp: 2 });
  });

  it('measures how long windows wait for their repair', () => {
    const { recorder, window } = recorded();
    window({ kind: 'status', status: 'suspect' });
    expect(recorder.report().klines).toMatchObject({ suspect: 1, repairMs: { max: 0 } });
    window({ kind: 'status', status: 'ready' });
    const { suspect, repairMs } = recorder.report().klines;
    expect(suspect).toBe(0);
    expect(repairMs.max).toBeGreaterThan(0);
  });

  it('keeps the most that was in use of the budgets', () => {
    const { recorder, budget$, connectionBudget$ } = recorded();
    for (const usedWeight of [10, 70, 30]) budget$.next({ ...spent(1, 70), usedWeight, limitWeight: 100 });
    for (const inWindow of [1, 4, 2]) connectionBudget$.next({ opened: 5, inWindow, limit: 300, waiting: 0 });
    expect(recorder.report().rest).toMatchObject({ weight: 70, peakWeight: 70, limitWeight: 100 });
    expect(recorder.report().connections).toEqual({ tried: 5, peakInWindow: 4, limit: 300 });
  });

  it('counts what happens to windows', () => {
    const { recorder, closed, window } = recorded();
    closed(1, 'rest', 0);
    closed(2);
    window({ kind: 'duplicate', openTimeMs: 0 });
    window({ kind: 'corrected', kline: klineAt(1) });
    window({ kind: 'gap', missing: { fromMs: 0, toMs: 0 } });
    window({ kind: 'repaired' });
    expect(recorder.report().klines).toMatchObject({
      closed: 2,
      closedLive: 1,
      duplicates: 1,
      corrected: 1,
      gapsDetected: 1,
      gapsRepaired: 1,
    });
  });

  it('counts as the cost of the warm-up what was spent between its first and its last window', () => {
    const { recorder, budget$, warmUp$ } = recorded();
    budget$.next(spent(2, 41));
    warmUp$.next(warm(0));
    budget$.next(spent(5, 47));
    warmUp$.next(warm(3, true));
    budget$.next(spent(9, 60));
    warmUp$.next(warm(2));
    expect(recorder.report().warmUp).toEqual({
      series: 3,
      ready: 3,
      failed: 0,
      restCalls: 3,
      restWeight: 6,
      durationMs: 300,
      isComplete: true,
    });
    expect(recorder.report().rest).toMatchObject({ calls: 9, weight: 60, rateLimited: 0 });
  });

  it('takes missing cycle numbers for skipped cycles, those before the first for none', () => {
    const { recorder, cycles$ } = recorded();
    for (const cycle of [3, 4, 7]) cycles$.next(cycleOf(cycle));
    expect(recorder.report().scans).toMatchObject({ count: 3, skipped: 2, durationMs: { p50: 2 } });
    expect(recorder.report().memory.windowsMb).toBe(3);
  });

  it('tells latencies in wall time, and none for what only REST knows', () => {
    const { recorder, clock, cycles$, closed } = recorded();
    closed(1, 'rest', 0);
    closed(2, 'ws', clock.nowMs - 50);
    const signals = [signalAt(0), signalAt(clock.nowMs - 2_000)];
    cycles$.next(cycleOf(1, [...signals, signalAt(clock.nowMs, 'updated'), signalAt(clock.nowMs, 'closed')]));
    const { latencyMs, signals: opened } = recorder.report();
    expect(opened.count).toBe(2);
    expect(latencyMs.closeToWindow.max).toBeCloseTo(5, 1);
    expect(latencyMs.closeToSignal.max).toBeCloseTo(200, 0);
  });

  it('tells reconnects from planned replacements, and silence from other losses', () => {
    const { recorder, klineFeed$ } = recorded();
    const stale = new StaleFeedError('silent', { feed: 'kline', maxSilenceMs: 1, valuesSeen: 0 });
    const events = [
      opened(1),
      opened(2),
      { kind: 'ignored' } as const,
      { kind: 'badFrame', reason: '', sample: '' } as const,
      { kind: 'silent', feed: 'kline', connection: 1, atMs: 0, topics: new Set<string>() } as const,
      lost(1),
      opened(1),
      { ...lost(2), error: stale } as FeedEvent<KlineEvent>,
      opened(3, 1),
      { kind: 'closed', feed: 'kline', connection: 1, atMs: 0 } as const,
    ];
    for (const event of events) klineFeed$.next(event);
    expect(recorder.report().feeds[0]).toMatchObject({
      name: 'kline',
      sockets: 1,
      frames: 2,
      badFrames: 1,
      reconnects: 1,
      stale: 1,
    });
  });
});
