import { filter, mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import { MarketScheduler, type ClockSample } from '../../src/app/marketScheduler.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../src/domain/series.js';
import type { OpenTimeRange } from '../../src/domain/window.js';
import type { WindowEvent } from '../../src/streams/windows.js';
import { indexOf, klineAt } from '../support/klines.js';

/** A close that is not drawn as a digit: of another symbol, or at another price than its number says. */
export interface DrawnClose {
  readonly symbol: string;
  readonly index: number;
  readonly price: number | undefined;
}

export const oneMinute = (symbol: string): SeriesKey => seriesKey(instrumentSymbol(symbol), '1m');
/** The series of the klines drawn as digits. */
export const digits = oneMinute('BTCUSDT');

/** A reading of the exchange's clock at an instant of the scenario, when it is off by `offMs`. Kline 0 opens at 0. */
export const clockSample = (receivedAtMs: number, offMs: number): ClockSample => ({
  exchangeTimeMs: klineAt(0).openTimeMs + receivedAtMs + offMs,
  receivedAtMs,
});

/** The exchange's clock as it was read when the scenario began. */
export const marketTime = (base: SchedulerLike, offMs = 0): MarketScheduler =>
  new MarketScheduler({ speed: 1, sample: clockSample(0, offMs), base });

export const numberOf = (openTimeMs: number): number => indexOf({ openTimeMs, interval: '1m' });
/** `1..3` */
export const numbersOf = ({ fromMs, toMs }: OpenTimeRange): string => `${numberOf(fromMs)}..${numberOf(toMs)}`;

/** What happens to the window of one series, a close by its number. */
export const toldOf = (series: SeriesKey) => (events$: Observable<WindowEvent>) =>
  events$.pipe(
    filter((event) => event.series === series),
    mergeMap(({ change }) => tell(change)),
  );

/** Nothing for `entered`: the scenario shows it by the snapshot that is asked for. */
function tell(change: WindowEvent['change']): readonly (string | number)[] {
  switch (change.kind) {
    case 'entered':
      return [];
    case 'closed':
      return [numberOf(change.kline.openTimeMs)];
    case 'corrected':
      return [`${numberOf(change.kline.openTimeMs)} corrected to ${change.kline.close}`];
    case 'duplicate':
      return [`${numberOf(change.openTimeMs)} again`];
    case 'gap':
    case 'restarted':
      return [`${change.kind} ${numbersOf(change.missing)}`];
    case 'status':
      return [change.status];
    default:
      return [change.kind];
  }
}
