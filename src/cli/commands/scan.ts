import { writeFile } from 'node:fs/promises';
import {
  EMPTY,
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  interval,
  merge,
  NEVER,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { createScanner, type Scanner } from '../../app/createScanner.js';
import { loadConfig } from '../../config/loadConfig.js';
import type { Config } from '../../config/schema.js';
import { BadInputError, isScannerError } from '../../domain/errors.js';
import { connectExchange, type Exchange } from '../exchange.js';
import { configFlags, type RunFlags } from '../flags.js';
import { isAbort } from '../exit.js';
import { jsonPresenter } from '../present/jsonPresenter.js';
import type { Presenter } from '../present/presenter.js';
import { terminalPresenter } from '../present/terminalPresenter.js';
import { auditWindows } from '../report/audit.js';
import type { AuditReport, RunReport } from '../report/report.js';
import { RunRecorder } from '../report/runRecorder.js';
import { stopSignal } from '../stopSignal.js';
import { version } from '../version.js';

export interface ScanFlags extends RunFlags {
  readonly once?: true;
  readonly for?: number;
  readonly report?: string;
  readonly json?: true;
}

const clockSyncPeriodMs = 60_000;
/** A close that is younger than this (wall time) may still be on its way and is not missed by the audit. */
const auditGraceMs = 1_000;
/** A stop has to be done within 2 s; what the audit has not compared by then is left out of the report. */
const auditTimeoutMs = 1_500;

/** Scans until it is told to stop. Resolves with the exit code. */
export async function scan(flags: ScanFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { config } = loadConfig({ profile: flags.profile, configFile: flags.config, env, flags: configFlags(flags) });
  await refuseUnwritable(flags.report);
  const isTerminal = process.stdout.isTTY && !flags.json;
  const presenter = isTerminal ? terminalPresenter(process.stdout) : jsonPresenter(config.log.level);
  const stop = stopSignal(flags.for);
  try {
    presenter.say(greeting(config, flags.profile));
    return await run(config, flags, env, presenter, stop.signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
    presenter.warn('Stopped before the exchange could be reached.');
    return stop.cause === 'signal' ? 0 : 1;
  } finally {
    stop.dispose();
    await presenter.close();
  }
}

async function run(
  config: Config,
  flags: ScanFlags,
  env: NodeJS.ProcessEnv,
  presenter: Presenter,
  signal: AbortSignal,
): Promise<number> {
  const notify = {
    onUnreachable: (error: Error) => presenter.warn(`The exchange cannot be reached: ${error.message}; trying on.`),
    onReachable: () => presenter.say('The exchange can be reached again.'),
  };
  const exchange = await connectExchange(config, env, notify, signal);
  try {
    const { marketData, market } = exchange;
    const scanner = createScanner({ config, marketData, market, speed: market.speed });
    const recorder = new RunRecorder({ version, marketNow: () => market.now(), speed: market.speed });
    const stop$ = merge(
      stopped(signal),
      flags.once ? firstWarmCycle(scanner) : NEVER,
      marketEnd(exchange, presenter),
    ).pipe(take(1));
    await finished(
      merge(recorder.watch(scanner, marketData), shown(scanner, presenter, config), clockSync(exchange)).pipe(
        takeUntil(stop$),
      ),
    );
    const report = recorder.report(await audited(recorder, exchange, presenter));
    presenter.finished(report);
    await writeReport(flags.report, report);
    return 0;
  } finally {
    await exchange.close();
  }
}

function greeting(config: Config, profile: string): string {
  if (config.exchange.mode === 'live')
    return `Candlewick ${version}, profile ${profile}: scanning ${config.exchange.restUrl}.`;
  const { market, seed, speed, dataDir } = config.simulator;
  const what = market === 'recorded' ? `the recorded market in ${dataDir}` : `a synthetic market (seed ${seed})`;
  return `Candlewick ${version}, profile ${profile}: scanning ${what} on an embedded exchange at ${speed}× real time; for the real one: npm start -- --profile live`;
}

/** Everything a run shows. */
function shown(scanner: Scanner, presenter: Presenter, config: Config): Observable<unknown> {
  let badFrames = 0;
  return merge(
    scanner.warmUp$.pipe(tap((progress) => presenter.warmUp(progress))),
    scanner.cycles$.pipe(tap((cycle) => presenter.cycle(cycle))),
    scanner.health$.pipe(tap((health) => presenter.health(health))),
    merge(scanner.klineFeed$, scanner.priceFeed$).pipe(
      tap((event) => {
        if (event.kind === 'refused') presenter.warn(`The exchange refused a subscription: ${event.reason}`);
        if (event.kind !== 'badFrame') return;
        if (badFrames % config.log.sampleBadFramesEvery === 0) presenter.badFrame(event, badFrames + 1);
        badFrames += 1;
      }),
    ),
  );
}

/** Runs `work$` to its end. */
const finished = (work$: Observable<unknown>): Promise<void> =>
  new Promise((resolve, reject) => {
    work$.subscribe({ error: reject, complete: resolve });
  });

const stopped = (signal: AbortSignal): Observable<unknown> =>
  signal.aborted
    ? from([true])
    : from(new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })));

/** The first cycle in which no symbol was still warming. */
const firstWarmCycle = ({ cycles$ }: Scanner): Observable<unknown> =>
  cycles$.pipe(filter(({ skipped }) => skipped.every(({ reason }) => reason !== 'warming')));

function marketEnd({ endMs, market }: Exchange, presenter: Presenter): Observable<unknown> {
  if (endMs === Infinity) return NEVER;
  return timer(Math.max(0, endMs - market.now()), market).pipe(tap(() => presenter.say('The recording has ended.')));
}

/** Reads the exchange's clock from time to time; a reading that fails is left to the next. */
const clockSync = ({ syncClock }: Exchange): Observable<unknown> =>
  interval(clockSyncPeriodMs).pipe(
    exhaustMap(() => from(syncClock().catch(ignoreOperational)).pipe(exhaustMap(() => EMPTY))),
  );

function ignoreOperational(error: unknown): void {
  if (!isScannerError(error)) throw error;
}

async function audited(
  recorder: RunRecorder,
  { fetchTruth, market }: Exchange,
  presenter: Presenter,
): Promise<AuditReport | undefined> {
  if (!fetchTruth) return undefined;
  const times = { dueMs: market.now() - auditGraceMs * market.speed, duplicate: recorder.repeatedCloses };
  const late$ = timer(auditTimeoutMs);
  const audit = await firstValueFrom(
    merge(
      from(auditWindows([...recorder.book.values()], fetchTruth, times)),
      late$.pipe(exhaustMap(() => [undefined])),
    ),
  );
  if (!audit) presenter.warn(`The audit was given up after ${auditTimeoutMs} ms.`);
  return audit;
}

async function writeReport(path: string | undefined, report: RunReport): Promise<void> {
  if (path !== undefined) await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}

/** Finds out at the start, not after an hour, that the report has no place. */
async function refuseUnwritable(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  try {
    await writeFile(path, '', { flag: 'a' });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new BadInputError(`--report: ${path} cannot be written: ${found}`, {
      place: '--report',
      found,
      expected: 'a file that can be written',
    });
  }
}
