import { BehaviorSubject, defer, map, NEVER, of, startWith, Subject, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Factor } from '../../../src/core/factors/factor.js';
import type { SignalRules } from '../../../src/core/scoring/reduceSignals.js';
import { noBooks, type ScanBooks } from '../../../src/core/scoring/scanRules.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import type { CycleResult } from '../../../src/domain/cycle.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../../src/domain/kline.js';
import type { Price } from '../../../src/domain/price.js';
import { seriesKey } from '../../../src/domain/series.js';
import type { SignalRecord } from '../../../src/domain/signalRecord.js';
import type { RestBudget } from '../../../src/ports/marketData.js';
import { marketScan } from '../../../src/streams/marketScan.js';
import type { PriceBook } from '../../../src/streams/priceFeed.js';
import type { WindowBook } from '../../../src/streams/windowBook.js';
import { rulesOf, saying } from '../../support/factors.js';
import { klineAt } from '../../support/klines.js';
import { MarketTime } from '../../support/marketTime.js';

const startMs = klineAt(10).openTimeMs;
const periodMs = 60_000;
const symbols = (...names: string[]): InstrumentSymbol[] => names.map(instrumentSymbol);
const budget = (calls: number): RestBudget => ({
  calls,
  weight: 2 * calls,
  usedWeight: 0,
  limitWeight: 2_400,
  waiting: 0,
  rateLimited: 0,
  blockedUntilMs: 0,
});
const unknown = new ExchangeRejectedError('Invalid symbol.', { url: 'x', httpStatus: 400, exchangeCode: -1_121 });

/** The score of a symbol is the last close of its 1m window, less 100. */
const closeFactor = saying('close', ({ window }) => window.at(-1)!.close - 100, { requiredKlines: 2 });

/** The window of a symbol on 1m, whose last close is `close`. */
function warmWindow(name: string, close: number, count = 3): SeriesSequencer {
  const key = seriesKey(instrumentSymbol(name), '1m');
  const sequencer = new SeriesSequencer({ series: key, size: 5 });
  const klines = Array.from({ length: count }, (_, index) =>
    klineAt(index, { key, ...(index === count - 1 && { close }) }),
  );
  sequencer.apply({ kind: 'rows', klines });
  return sequencer;
}

interface Setup {
  readonly universe$?: Observable<readonly InstrumentSymbol[]>;
  readonly windows?: readonly SeriesSequencer[];
  readonly prices$?: Observable<PriceBook>;
  readonly budget$?: Observable<RestBudget>;
  readonly factor?: Factor;
  readonly books$?: Observable<ScanBooks>;
  readonly signals?: Partial<SignalRules>;
}

function start(setup: Setup) {
  const {
    universe$,
    windows = [],
    prices$ = of(new Map()),
    books$ = of(noBooks),
    budget$,
    factor = closeFactor,
  } = setup;
  const time = new MarketTime(startMs);
  const book: WindowBook = new Map(windows.map((sequencer) => [sequencer.series, sequencer]));
  const cycles: CycleResult[] = [];
  let reading = 0;
  const { cycles$, signalRecords$ } = marketScan({
    universe$: universe$ ?? of(windows.map(({ window }) => window.symbol)),
    book$: of(book),
    prices$,
    budget$: budget$ ?? NEVER.pipe(startWith(budget(7))),
    books$,
    rules: rulesOf([factor], { intervals: ['1m'] }),
    signalRules: {
      minScore: 50,
      leaveScore: 50,
      confirmCycles: 1,
      confirmOfCycles: 1,
      cooldownMs: 0,
      configHash: 'c',
      ...setup.signals,
    },
    settings: 'the settings',
    periodMs,
    monotonicMs: () => (reading += 4),
    rssBytes: () => 1_234,
    market: time,
  });
  const subscription = cycles$.subscribe((cycle) => cycles.push(cycle));
  return {
    time,
    cycles,
    cycles$,
    signalRecords$,
    subscription,
    pass: (count: number) => time.runTo(time.now() + count * periodMs),
  };
}

const signalsOf = (cycles: readonly CycleResult[]): string[][] =>
  cycles.map(({ signals }) => signals.map(({ kind, symbol, direction }) => `${kind} ${symbol} ${direction}`));

describe('marketScan', () => {
  it('scores what is ready, strongest first, and says why it skips the rest', () => {
    const suspect = warmWindow('SUSPECT', 120);
    suspect.apply({ kind: 'close', kline: klineAt(9), exchangeTimeMs: 0 });
    const dead = new SeriesSequencer({ series: seriesKey(instrumentSymbol('DEAD'), '1m'), size: 5 });
    dead.apply({ kind: 'fetchFailed', error: unknown });
    const windows = [warmWindow('WEAK', 110), suspect, dead, warmWindow('STRONG', 70), warmWindow('YOUNG', 110, 1)];
    const universe$ = of(symbols('WEAK', 'SUSPECT', 'DEAD', 'STRONG', 'YOUNG', 'UNSEEN'));
    const { cycles, pass } = start({ windows, universe$ });
    pass(1);
    expect(cycles).toHaveLength(1);
    expect(cycles[0]).toMatchObject({
      cycle: 0,
      atMs: startMs + periodMs,
      scores: [
        { symbol: 'STRONG', score: -30 },
        { symbol: 'WEAK', score: 10 },
      ],
      skipped: [
        { symbol: 'SUSPECT', reason: 'suspect' },
        { symbol: 'DEAD', reason: 'dead' },
        { symbol: 'UNSEEN', reason: 'warming' },
        { symbol: 'YOUNG', reason: 'tooFewKlines' },
      ],
      failed: [],
      recomputed: 3,
      durationMs: 12,
      stages: { selectMs: 4, scoreMs: 4, signalsMs: 4 },
      symbolsPerSecond: 2 / 0.012,
      windowHits: 3,
      windowMisses: 3,
      windowHitRatio: 0.5,
      oldestInputAgeMs: startMs + periodMs - klineAt(1).openTimeMs,
      restCalls: 0,
      rssBytes: 1_234,
    });
    expect(cycles[0]!.windowsBytes).toBe(windows.reduce((sum, { window }) => sum + window.byteLength, 0));
  });

  it('goes on when a factor throws for one symbol, and tells it', () => {
    const factor: Factor = {
      ...closeFactor,
      score: (context) => {
        if (context.symbol === 'BAD') throw new RangeError('no such kline');
        return closeFactor.score(context);
      },
    };
    const { cycles, pass } = start({ windows: [warmWindow('BAD', 120), warmWindow('GOOD', 120)], factor });
    pass(2);
    expect(cycles).toMatchObject([{ cycle: 0 }, { cycle: 1 }]);
    expect(cycles[1]).toMatchObject({
      scores: [{ symbol: 'GOOD' }],
      failed: [{ symbol: 'BAD', factor: 'close', message: 'no such kline' }],
    });
  });

  it('opens a signal once while its direction holds, and again when it turns or comes back', () => {
    const window = warmWindow('AAA', 160);
    const closes = [170, 120, 180, 20];
    const { cycles, pass } = start({ windows: [window] });
    pass(1);
    for (const [index, close] of closes.entries()) {
      const kline = klineAt(3 + index, { key: window.series, close });
      window.apply({ kind: 'close', kline, exchangeTimeMs: kline.closeTimeMs });
      pass(1);
    }
    expect(signalsOf(cycles)).toEqual([
      ['opened AAA long'],
      ['updated AAA long'],
      ['closed AAA long'],
      ['opened AAA long'],
      ['closed AAA long', 'opened AAA short'],
    ]);
  });

  it('keeps the state of a symbol that could not be scored, so that a repair repeats no signal', () => {
    const window = warmWindow('AAA', 160);
    const { cycles, pass } = start({ windows: [window] });
    pass(1);
    window.apply({ kind: 'close', kline: klineAt(4, { key: window.series, close: 170 }), exchangeTimeMs: 0 });
    pass(1);
    window.apply({ kind: 'close', kline: klineAt(3, { key: window.series, close: 165 }), exchangeTimeMs: 0 });
    pass(1);
    expect(cycles.map(({ skipped }) => skipped.length)).toEqual([0, 1, 0]);
    expect(signalsOf(cycles)).toEqual([['opened AAA long'], [], ['updated AAA long']]);
  });

  it('counts the cooldown in market time', () => {
    const window = warmWindow('AAA', 160);
    const { cycles, pass } = start({ windows: [window], signals: { cooldownMs: 2 * periodMs } });
    pass(1);
    for (const [index, close] of [100, 170].entries()) {
      const kline = klineAt(3 + index, { key: window.series, close });
      window.apply({ kind: 'close', kline, exchangeTimeMs: kline.closeTimeMs });
      pass(1);
    }
    pass(1);
    expect(signalsOf(cycles)).toEqual([['opened AAA long'], ['closed AAA long'], [], ['opened AAA long']]);
  });

  it('closes the signal of a symbol that leaves the universe', () => {
    const universe$ = new BehaviorSubject(symbols('AAA', 'BBB'));
    const { cycles, pass } = start({ windows: [warmWindow('AAA', 160), warmWindow('BBB', 110)], universe$ });
    pass(1);
    universe$.next(symbols('BBB'));
    pass(1);
    expect(signalsOf(cycles)).toEqual([['opened AAA long'], ['closed AAA long']]);
    expect(cycles[1]!.signals).toMatchObject([{ cause: 'left', id: cycles[0]!.signals[0]!.id }]);
  });

  it('shows factors the books of the moment', () => {
    const factor = saying('funding', ({ markPrice }) => markPrice!.fundingRatio, { inputs: ['markPrice'] });
    const latest = (fundingRatio: number): ScanBooks => {
      const symbol = symbols('AAA')[0]!;
      const sample = {
        symbol,
        markPrice: 1,
        indexPrice: 1,
        fundingRatio,
        nextFundingTimeMs: 0,
        exchangeTimeMs: startMs + 2 * periodMs,
      };
      return { ...noBooks, markPrices: new Map([[symbol, sample]]) };
    };
    const books$ = new BehaviorSubject<ScanBooks>(noBooks);
    const { cycles, pass } = start({ windows: [warmWindow('AAA', 110)], factor, books$ });
    pass(1);
    books$.next(latest(7));
    pass(1);
    books$.next(latest(-8));
    pass(1);
    expect(cycles.map(({ scores }) => scores.map(({ score }) => score))).toEqual([[], [7], [-8]]);
  });

  it('gives a signal the last price, or the last close of a symbol that has not traded since', () => {
    const windows = [warmWindow('TRADED', 160), warmWindow('QUIET', 155)];
    const price: Price = { symbol: symbols('TRADED')[0]!, price: 161.5, quoteVolume24h: 1, exchangeTimeMs: startMs };
    const { cycles, pass } = start({ windows, prices$: of(new Map([[price.symbol, price]])) });
    pass(1);
    expect(cycles[0]!.signals.map(({ symbol, price, priceTimeMs }) => ({ symbol, price, priceTimeMs }))).toEqual([
      { symbol: 'TRADED', price: 161.5, priceTimeMs: startMs },
      { symbol: 'QUIET', price: 155, priceTimeMs: klineAt(2).closeTimeMs },
    ]);
    expect(cycles[0]!.signals[0]).toMatchObject({
      cycle: 0,
      atMs: startMs + periodMs,
      certificates: [{ series: 'TRADED/1m', count: 3, contiguous: true, fromMs: klineAt(0).openTimeMs }],
    });
  });

  it('runs no cycle before every input has spoken; its number counts the periods passed', () => {
    const prices$ = new Subject<PriceBook>();
    const { cycles, pass } = start({ windows: [warmWindow('AAA', 110)], prices$ });
    pass(2);
    expect(cycles).toEqual([]);
    prices$.next(new Map());
    pass(1);
    expect(cycles).toMatchObject([{ cycle: 2 }]);
  });

  it('scans the universe of the moment', () => {
    const universe$ = new BehaviorSubject(symbols('AAA', 'BBB'));
    const { cycles, pass } = start({ windows: [warmWindow('AAA', 110), warmWindow('BBB', 120)], universe$ });
    pass(1);
    universe$.next(symbols('AAA'));
    pass(1);
    expect(cycles.map(({ scores }) => scores.map(({ symbol }) => symbol))).toEqual([['BBB', 'AAA'], ['AAA']]);
  });

  it('counts the REST calls made while a scan ran', () => {
    let calls = 7;
    const factor: Factor = { ...closeFactor, score: () => (calls += 1) };
    const budget$ = defer(() => NEVER.pipe(startWith(undefined))).pipe(map(() => budget(calls)));
    const windows = [warmWindow('AAA', 110), warmWindow('BBB', 110)];
    const { cycles, pass } = start({ windows, factor, budget$ });
    pass(1);
    const kline = klineAt(3, { key: windows[0]!.series });
    windows[0]!.apply({ kind: 'close', kline, exchangeTimeMs: kline.closeTimeMs });
    pass(2);
    expect(cycles.map(({ restCalls }) => restCalls)).toEqual([2, 1, 0]);
  });

  it('records what a signal rests on in its own cycle, for who asks', () => {
    const [aaa, btc] = [warmWindow('AAA', 160), warmWindow('BTCUSDT', 120)];
    const { pass, signalRecords$ } = start({ windows: [aaa, btc], books$: of({ ...noBooks }) });
    const records: SignalRecord[] = [];
    const recording = signalRecords$.subscribe((record) => records.push(record));
    pass(2);
    const next = klineAt(3, { key: aaa.series, close: 170 });
    aaa.apply({ kind: 'close', kline: next, exchangeTimeMs: next.closeTimeMs });
    pass(1);
    expect(records).toHaveLength(1);
    const [{ signal, inputs, settings }] = records as [SignalRecord];
    expect(signal).toMatchObject({ kind: 'opened', symbol: 'AAA', score: 60 });
    expect(settings).toBe('the settings');
    expect(inputs.windows.map(({ series, columns }) => [series, [...columns.close]])).toEqual([
      [aaa.series, [100, 101, 160]],
    ]);
    expect(inputs.benchmark.map(({ series, firstOpenTimeMs }) => [series, firstOpenTimeMs])).toEqual([
      [btc.series, klineAt(0).openTimeMs],
    ]);
    recording.unsubscribe();
  });

  it('scans once for many subscribers, and leaves no timer behind', () => {
    let scored = 0;
    const aaa = warmWindow('AAA', 110);
    // Rehearsals are asked about windows of their own.
    const factor: Factor = { ...closeFactor, score: ({ window }) => (window === aaa.window ? (scored += 1) : 0) };
    const { time, cycles$, subscription, pass } = start({ windows: [aaa], factor });
    const second = cycles$.subscribe();
    pass(3);
    expect(scored).toBe(1);
    subscription.unsubscribe();
    second.unsubscribe();
    expect(time.pendingCount).toBe(0);
  });
});
