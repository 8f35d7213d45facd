import { interval, map, scan, startWith, withLatestFrom, type Observable, type SchedulerLike } from 'rxjs';
import type { ConnectionHealth, Health, HealthView, SeriesHealth } from '../domain/health.js';
import type { SeriesKey } from '../domain/series.js';
import { seriesHealth } from './seriesHealth.js';
import type { WindowBook } from './windowBook.js';

export interface HealthNowDeps {
  readonly health$: Observable<Health>;
  readonly book$: Observable<WindowBook>;
  readonly periodMs: number;
  /** Exchange time. */
  readonly market: Pick<SchedulerLike, 'now'>;
  readonly transport: SchedulerLike;
}

/** The last that was told of everything. One live object. */
interface Told {
  readonly connections: Map<string, ConnectionHealth>;
  readonly series: Map<SeriesKey, SeriesHealth>;
  readonly latest: { -readonly [K in Exclude<keyof HealthView, 'atMs' | 'connections' | 'series'>]: HealthView[K] };
}

/** How everything is, every `periodMs`: for whoever asks now and then. Each view is a copy that may be kept. */
export function healthNow({ health$, book$, periodMs, market, transport }: HealthNowDeps): Observable<HealthView> {
  const told$ = health$.pipe(scan(keep, undefined as Told | undefined), startWith(undefined));
  return interval(periodMs, transport).pipe(
    withLatestFrom(told$, book$.pipe(startWith<WindowBook>(new Map()))),
    map(([, told = nothingTold(), book]) => view(told, book, { marketNowMs: market.now(), atMs: transport.now() })),
  );
}

const nothingTold = (): Told => ({
  connections: new Map(),
  series: new Map(),
  latest: {
    held: undefined,
    rest: undefined,
    restBudget: undefined,
    connectionBudget: undefined,
    account: undefined,
    spot: undefined,
  },
});

function keep(before: Told | undefined, health: Health): Told {
  const told = before ?? nothingTold();
  switch (health.kind) {
    case 'connection': {
      const key = `${health.feed} ${health.connection}`;
      if (health.state === 'closed') told.connections.delete(key);
      else told.connections.set(key, health);
      break;
    }
    case 'series':
      if (health.status === 'left') told.series.delete(health.series);
      else told.series.set(health.series, health);
      break;
    default:
      Object.assign(told.latest, { [health.kind]: health });
  }
  return told;
}

function view(
  { connections, series, latest }: Told,
  book: WindowBook,
  { marketNowMs, atMs }: { readonly marketNowMs: number; readonly atMs: number },
): HealthView {
  const seriesNow = [...series.values()].map((told): [SeriesKey, SeriesHealth] => {
    const sequencer = book.get(told.series);
    return [told.series, sequencer ? seriesHealth(sequencer, { ...told, marketNowMs }) : told];
  });
  return { atMs, connections: new Map(connections), series: new Map(seriesNow), ...latest };
}
