import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import { toWarmUpProgress, type WarmUpProgress } from '../../../src/streams/warmUpProgress.js';
import type { WindowEvent } from '../../../src/streams/windows.js';
import { klineAt } from '../../support/klines.js';
import { MarketTime } from '../../support/marketTime.js';

const unknown = new ExchangeRejectedError('Invalid symbol.', { url: 'x', httpStatus: 400, exchangeCode: -1_121 });

const many = Array.from({ length: 40 }, (_, i) => `MANY${i}USDT`);

/** Windows driven by hand; what they go through is what real ones do. */
function drive() {
  const time = new MarketTime(1_000);
  const events$ = new Subject<WindowEvent>();
  const told: WarmUpProgress[] = [];
  events$.pipe(toWarmUpProgress(time)).subscribe((progress) => told.push(progress));
  const sequencers = new Map(
    ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT', ...many].map((symbol) => {
      const series = seriesKey(instrumentSymbol(symbol), '1m');
      return [symbol, new SeriesSequencer({ series, size: 2 })];
    }),
  );
  const emit = (symbol: string, change: WindowEvent['change']): void => {
    const sequencer = sequencers.get(symbol)!;
    events$.next({ series: sequencer.series, sequencer, change });
  };
  const apply = (symbol: string, event: Parameters<SeriesSequencer['apply']>[0]): void => {
    for (const change of sequencers.get(symbol)!.apply(event).changes) emit(symbol, change);
  };
  return {
    told,
    wait: (ms: number) => time.runTo(time.now() + ms),
    enter: (symbol: string) => emit(symbol, { kind: 'entered' }),
    leave: (symbol: string) => emit(symbol, { kind: 'left' }),
    warm: (symbol: string) => apply(symbol, { kind: 'rows', klines: [klineAt(0)] }),
    reject: (symbol: string) => apply(symbol, { kind: 'fetchFailed', error: unknown }),
    hole: (symbol: string) => apply(symbol, { kind: 'close', kline: klineAt(5), exchangeTimeMs: 0 }),
    last: () => told.at(-1),
  };
}

it('counts warm and failed windows, and estimates the rest at the pace so far', () => {
  const { enter, wait, warm, reject, last } = drive();
  for (const symbol of ['AAAUSDT', 'BBBUSDT', 'CCCUSDT', 'DDDUSDT']) enter(symbol);
  expect(last()).toMatchObject({ series: 4, ready: 0, failed: 0, etaMs: undefined, isComplete: false });
  wait(1_000);
  warm('AAAUSDT');
  expect(last()).toMatchObject({ series: 4, ready: 1, failed: 0, elapsedMs: 1_000, etaMs: 3_000, isComplete: false });
  wait(1_000);
  reject('BBBUSDT');
  expect(last()).toMatchObject({ ready: 1, failed: 1, elapsedMs: 2_000, etaMs: 2_000, isComplete: false });
  warm('CCCUSDT');
  warm('DDDUSDT');
  expect(last()).toEqual({ series: 4, ready: 3, failed: 1, elapsedMs: 2_000, etaMs: 0, isComplete: true });
});

it('estimates nothing from the first few of many', () => {
  const { enter, wait, warm, last } = drive();
  many.forEach(enter);
  wait(1_000);
  warm(many[0]!);
  expect(last()).toMatchObject({ series: 40, ready: 1, etaMs: undefined });
  warm(many[1]!);
  expect(last()).toMatchObject({ ready: 2, etaMs: 19_000 });
});

it('is not undone by a window that becomes suspect, but goes on with one that enters', () => {
  const { enter, warm, hole, last, told } = drive();
  enter('AAAUSDT');
  warm('AAAUSDT');
  const toldBefore = told.length;
  hole('AAAUSDT');
  expect(told).toHaveLength(toldBefore);
  expect(last()).toMatchObject({ series: 1, ready: 1, isComplete: true });
  enter('BBBUSDT');
  expect(last()).toMatchObject({ series: 2, ready: 1, isComplete: false });
});

it('no longer counts a window that leaves, warm or not', () => {
  const { enter, warm, leave, last } = drive();
  enter('AAAUSDT');
  enter('BBBUSDT');
  warm('AAAUSDT');
  leave('BBBUSDT');
  expect(last()).toMatchObject({ series: 1, ready: 1, isComplete: true });
  leave('AAAUSDT');
  expect(last()).toMatchObject({ series: 0, ready: 0, isComplete: false });
});

it('says nothing for a kline', () => {
  const { enter, warm, told } = drive();
  enter('AAAUSDT');
  warm('AAAUSDT');
  expect(told).toHaveLength(2);
});
