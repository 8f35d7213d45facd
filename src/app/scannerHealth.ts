import { defer, EMPTY, merge, share, type Observable, type SchedulerLike } from 'rxjs';
import type { AccountEvent } from '../domain/account.js';
import type { MarkPricesEvent } from '../domain/derivatives.js';
import type { FeedEvent, KlineEvent, PricesEvent } from '../domain/feed.js';
import type { Health, HealthView, RestHealth } from '../domain/health.js';
import type { ConnectionBudget, RestBudget } from '../ports/marketData.js';
import type { AccountUpdate } from '../streams/accountFeed.js';
import { toAccountHealth } from '../streams/accountHealth.js';
import { toConnectionBudgetHealth, toRestBudgetHealth } from '../streams/budgetHealth.js';
import { toConnectionHealth } from '../streams/connectionHealth.js';
import { endAtError } from '../streams/health.js';
import { healthNow } from '../streams/healthNow.js';
import { heldHealth } from '../streams/heldHealth.js';
import { toSeriesHealth } from '../streams/seriesHealth.js';
import type { WindowBook } from '../streams/windowBook.js';
import type { WindowEvent } from '../streams/windows.js';
import type { WatchedSpot } from './watchSpot.js';

interface WatchedAccount {
  readonly feed$: Observable<FeedEvent<AccountEvent>>;
  readonly updates$: Observable<AccountUpdate>;
}

export interface ScannerHealthDeps {
  readonly klineFeed$: Observable<FeedEvent<KlineEvent>>;
  readonly priceFeed$: Observable<FeedEvent<PricesEvent>>;
  /** Absent when no account is watched. */
  readonly account: WatchedAccount | undefined;
  readonly markPriceFeed$: Observable<FeedEvent<MarkPricesEvent>>;
  /** Absent when the spot market is not wanted. */
  readonly spot: Pick<WatchedSpot, 'feed$' | 'health$'> | undefined;
  readonly windowEvents$: Observable<WindowEvent>;
  readonly windows$: Observable<WindowBook>;
  readonly restHealth$: Observable<RestHealth>;
  readonly restBudget$: Observable<RestBudget>;
  readonly connectionBudget$: Observable<ConnectionBudget> | undefined;
  /** How often figures are told. */
  readonly periodMs: number;
  readonly market: SchedulerLike;
  readonly transport: SchedulerLike;
}

/** All that a scanner tells of how it is. An account that cannot be followed is a value; the others' errors pass. */
export function scannerHealth({ account, market, transport, periodMs, ...deps }: ScannerHealthDeps): {
  readonly health$: Observable<Health>;
  readonly healthNow$: Observable<HealthView>;
} {
  const figures = { periodMs, scheduler: transport };
  const health$: Observable<Health> = defer(() =>
    merge(
      deps.restHealth$,
      deps.restBudget$.pipe(toRestBudgetHealth(figures)),
      deps.connectionBudget$?.pipe(toConnectionBudgetHealth(figures)) ?? EMPTY,
      account?.feed$.pipe(endAtError(), toConnectionHealth(figures)) ?? EMPTY,
      account?.updates$.pipe(toAccountHealth(transport)) ?? EMPTY,
      deps.klineFeed$.pipe(toConnectionHealth(figures)),
      deps.priceFeed$.pipe(toConnectionHealth(figures)),
      deps.markPriceFeed$.pipe(toConnectionHealth(figures)),
      deps.spot?.feed$.pipe(endAtError(), toConnectionHealth(figures)) ?? EMPTY,
      deps.spot?.health$ ?? EMPTY,
      deps.windowEvents$.pipe(toSeriesHealth({ market, transport })),
      heldHealth({ ...figures, feed$: deps.klineFeed$, windowEvents$: deps.windowEvents$ }),
    ),
  ).pipe(share());
  return { health$, healthNow$: healthNow({ health$, book$: deps.windows$, periodMs, market, transport }) };
}
