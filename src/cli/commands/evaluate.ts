import { lastValueFrom, takeUntil, tap } from 'rxjs';
import { evaluate as evaluation } from '../../app/evaluate.js';
import type { Evaluation } from '../../core/evaluation/evaluation.js';
import { loadConfig } from '../../config/loadConfig.js';
import { isAbort, whenAborted } from '../abort.js';
import type { EvaluateFlags } from '../evaluate/flags.js';
import { reportPage } from '../evaluate/html/reportPage.js';
import { progressOn, type Progress } from '../evaluate/progress.js';
import { readHistory } from '../evaluate/readHistory.js';
import type { EvaluationReport } from '../evaluate/report.js';
import { reportLines } from '../evaluate/reportLines.js';
import { exitCodes } from '../exit.js';
import { configSources } from '../flags.js';
import { loadPlugins } from '../plugins.js';
import { refuseUnwritable, writeText } from '../report/reportFile.js';
import { stopSignal } from '../stopSignal.js';
import { version } from '../version.js';

/**
 * Evaluates the configuration on a folder of kline files, offline, and prints and writes what came of it. Resolves with the
 * exit code: 1 when it was stopped. Rejects with `BadInputError`.
 */
export async function evaluate(flags: EvaluateFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopSignal();
  const progress = progressOn(process.stderr);
  try {
    if (flags.json !== undefined && flags.json !== '-') await refuseUnwritable(flags.json, '--json');
    if (flags.html !== undefined) await refuseUnwritable(flags.html, '--html');
    const report = await evaluateFolder(flags, env, stop.signal, progress);
    progress.clear();
    const json = `${JSON.stringify(report, null, 2)}\n`;
    process.stdout.write(flags.json === '-' ? json : `${reportLines(report).join('\n')}\n`);
    if (flags.json !== undefined && flags.json !== '-') await writeText(flags.json, json, '--json');
    if (flags.html !== undefined) await writeText(flags.html, reportPage(report), '--html');
    return exitCodes.ok;
  } catch (error) {
    progress.clear();
    if (!isAbort(error)) throw error;
    process.stderr.write('Stopped before the evaluation was complete.\n');
    return exitCodes.failed;
  } finally {
    stop.dispose();
  }
}

async function evaluateFolder(
  { data, every, from, to, seed, profile, config: file, symbols, minScore }: EvaluateFlags,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  progress: Progress,
): Promise<EvaluationReport> {
  const startedMs = performance.now();
  const settings = {
    profile,
    ...(file !== undefined && { config: file }),
    ...(symbols !== undefined && { symbols }),
    ...(minScore !== undefined && { minScore }),
  };
  const { config } = loadConfig(configSources(settings, env));
  const factors = await loadPlugins(config);
  const onProgress = (done: number, total: number): void => progress.show('Reading file', done, total);
  const { history, ...read } = await readHistory({ dataDir: data, signal, onProgress });
  let found: Evaluation | undefined;
  const events$ = evaluation({ config, history, factors, everyMs: every, fromMs: from, toMs: to, seed }).pipe(
    tap((event) => {
      if (event.kind === 'evaluated') found = event.evaluation;
      else progress.show(event.stage === 'scanning' ? 'Scan' : 'Comparing factor', event.done, event.total);
    }),
    takeUntil(whenAborted(signal)),
  );
  await lastValueFrom(events$, { defaultValue: undefined });
  signal.throwIfAborted();
  return {
    version,
    dataDir: data,
    ...read,
    tookMs: performance.now() - startedMs,
    scanPeriodMs: config.scan.periodMs,
    evaluation: found!,
  };
}
