import {
  asapScheduler,
  concatMap,
  exhaustMap,
  filter,
  from,
  ignoreElements,
  interval,
  lastValueFrom,
  merge,
  NEVER,
  observeOn,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { createScanner } from '../app/createScanner.js';
import type { Scanner } from '../app/scanner.js';
import type { Config } from '../config/schema.js';
import type { Factor } from '../core/factors/factor.js';
import type { CycleResult } from '../domain/cycle.js';
import { BadInputError, isScannerError } from '../domain/errors.js';
import { whenAborted } from './abort.js';
import { connect, type Exchange } from './exchange/connect.js';
import { openVenue } from './exchange/openVenue.js';
import { untilReachable } from './exchange/untilReachable.js';
import { SignalKeeper } from './explain/signalKeeper.js';
import type { Hostility } from './faults/hostility.js';
import { openNotifyRun } from './notify/notifyRun.js';
import { PredictionRun } from './predict/predictionRun.js';
import type { Presenter } from './present/presenter.js';
import { unreachableSentence } from './present/sentences.js';
import { badFrameSampler, shown } from './present/show.js';
import type { AuditReport } from './report/report.js';
import { runAudit } from './report/runAudit.js';
import type { RunRecorder } from './report/runRecorder.js';
import type { StopSignal } from './stopSignal.js';
import { openTradingRun } from './trading/openTradingRun.js';
import { openVirtualRun } from './virtual/virtualRun.js';

export interface RunScannerOptions {
  readonly config: Config;
  /** Those of plugins. */
  readonly factors: readonly Factor[];
  /** What goes wrong on the embedded exchange. */
  readonly hostility: Hostility;
  readonly env: NodeJS.ProcessEnv;
  /** End with the first cycle for which every window was warm. */
  readonly once: boolean;
  readonly presenter: Presenter;
  readonly recorder: RunRecorder;
  readonly stop: StopSignal;
}

/** How a run has ended. */
export interface RunEnd {
  readonly audit: AuditReport | undefined;
  /** What went wrong beside the scan, and ended something else; `undefined` when nothing did. */
  readonly failure: Error | undefined;
}

const reachAgainAfterMs = 2_000;
const clockSyncPeriodMs = 60_000;
const endCheckPeriodMs = 250;
/** The last closes of a recording may still be on their way when it has ended. */
const lastCloseGraceMs = 1_000;
/** A close that is fetched because it did not come needs the grace given to it, and this for the fetching. */
const repairMs = 2_000;

/**
 * Connects, scans until there is a reason to stop, and compares what was held with the truth when the exchange tells it.
 * Rejects with `BadInputError`, with what time will not heal, and with an `AbortError` when it is stopped before the
 * exchange has answered.
 */
export async function runScanner(options: RunScannerOptions): Promise<RunEnd> {
  let audit: AuditReport | undefined;
  let failure: Error | undefined;
  const { config, factors, hostility, env, presenter, recorder, stop } = options;
  const onBadFrame = badFrameSampler(presenter, config.log.sampleBadFramesEvery);
  const keeper = new SignalKeeper(config, presenter.warn);
  const notify = await openNotifyRun({ config, env, presenter });
  recorder.include(() => ({ notifications: notify.reports }));
  const prediction = new PredictionRun(config, presenter);
  recorder.include(() => prediction.report);
  const virtual = await openVirtualRun(config, presenter);
  recorder.include(() => virtual.report);
  const trading = await openTradingRun({ config, env, presenter });
  recorder.include(() => trading.report);
  const venue = await openVenue({ config, hostility, env, onBadRow: onBadFrame, signal: stop.signal });
  try {
    if (venue.account.notice !== undefined) presenter.say(venue.account.notice);
    const exchange = await untilReachable({
      attempt: () => connect(venue, config.exchange.requestTimeoutMs),
      onUnreachable: (error) => presenter.warn(unreachableSentence(error)),
      onReachable: () => presenter.say('The exchange can be reached now.'),
      pauseMs: reachAgainAfterMs,
      signal: stop.signal,
    });
    const { spotData, accountData, orderGateway, connectionBudget$, market, fetchTruth } = exchange;
    const { speed } = market;
    const marketData = trading.listening(exchange.marketData);
    const scanner = createScanner({
      config: orderGateway ? readForOrders(config) : config,
      factors,
      marketData,
      spotData,
      accountData,
      prediction: prediction.prediction,
      pinned$: trading.pinned$,
      connectionBudget$,
      market,
      speed,
    });
    const budgets = { budget$: marketData.budget$, connectionBudget$ };
    const work$ = merge(
      prediction.watch(scanner),
      recorder.watch(scanner, budgets, market).pipe(ignoreElements()),
      trading.watch(scanner, market, orderGateway),
      shown(scanner, presenter, onBadFrame),
      keeper.watch(scanner),
      virtual.watch(scanner, market),
      notify.watch(scanner, fetchTruth ? 'simulated' : 'live'),
      clockSync(exchange),
      options.once ? firstWarmCycle(scanner).pipe(concatMap(() => trading.leave())) : NEVER,
    );
    const ended$ = merge(whenAborted(stop.signal), marketEnd(exchange, presenter)).pipe(
      concatMap(() => trading.leave()),
    );
    await lastValueFrom(work$.pipe(take(1), takeUntil(ended$)), { defaultValue: undefined });
    if (fetchTruth) {
      const graceMs = config.windows.closeGraceMs + repairMs;
      const warn = (sentence: string): void => presenter.warn(sentence);
      audit = await runAudit({ recorder, fetchTruth, clock: market, graceMs, hurry: stop.hurry, warn });
    }
  } finally {
    // What fails here is not to keep the others from ending.
    const ends = await Promise.allSettled([
      keeper.finish(),
      virtual.finish(),
      notify.finish(stop.hurry),
      trading.finish(),
      venue.close(),
    ]);
    const failed = ends.find((end) => end.status === 'rejected');
    failure = failed && (failed.reason instanceof Error ? failed.reason : new Error(String(failed.reason)));
  }
  return { audit, failure };
}

/** Orders are refused on an account that was heard of too long ago: it is read twice in that time. */
const readForOrders = (config: Config): Config => ({
  ...config,
  account: {
    ...config.account,
    reconcilePeriodMs: Math.min(config.account.reconcilePeriodMs, Math.floor(config.trading.risk.accountMaxAgeMs / 2)),
  },
});

/** The end of a recording, as soon as its last closes have had time to arrive. */
const marketEnd = ({ endMs, market }: Exchange, presenter: Presenter): Observable<unknown> =>
  endMs === Infinity
    ? NEVER
    : interval(endCheckPeriodMs).pipe(
        filter(() => market.now() >= endMs + lastCloseGraceMs * market.speed),
        tap(() => presenter.say('The recording has ended.')),
      );

/** The first cycle in which no symbol was still warming. */
const firstWarmCycle = ({ universe$, cycles$ }: Scanner): Observable<CycleResult> =>
  merge(
    universe$.pipe(tap(refuseEmpty), ignoreElements()),
    cycles$.pipe(
      filter(({ skipped }) => skipped.every(({ reason }) => reason !== 'warming')),
      // Not before everyone has heard of it.
      observeOn(asapScheduler),
    ),
  );

/** Without a symbol there is no cycle to wait for. */
function refuseEmpty({ length }: readonly unknown[]): void {
  if (length > 0) return;
  const details = { place: '--once', found: 'no symbol that passes the rules of `universe`', expected: 'one or more' };
  throw new BadInputError(`--once: found ${details.found}, expected ${details.expected}`, details);
}

/** Reads the exchange's clock from time to time; a reading that fails is left to the next. */
const clockSync = ({ syncClock }: Exchange): Observable<never> =>
  interval(clockSyncPeriodMs).pipe(
    exhaustMap(() => from(syncClock().catch(leaveOperational))),
    ignoreElements(),
  );

function leaveOperational(error: unknown): void {
  if (!isScannerError(error)) throw error;
}
