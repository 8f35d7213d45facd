import { loadConfig } from '../../config/loadConfig.js';
import { exitCodes } from '../exit.js';
import { hostilityOf, hostilitySentence, refuseElsewhere } from '../faults/hostility.js';
import { configSources, type HostilityFlags, type RunFlags } from '../flags.js';
import { loadPlugins } from '../plugins.js';
import { refuseUnwritable, writeReport } from '../report/reportFile.js';
import { stopSignal } from '../stopSignal.js';
import { refuseHalfLive } from '../trading/liveWish.js';
import { version } from '../version.js';

export interface ScanFlags extends RunFlags, HostilityFlags {
  readonly once?: true;
  /** Wall milliseconds. */
  readonly for?: number;
  readonly report?: string;
  readonly json?: true;
  readonly liveOrders?: true;
}

/**
 * Scans until it is told to stop, and reports. Resolves with the exit code: 1 when the time was up before the exchange
 * could be reached. Rejects with `BadInputError`.
 */
export async function scan(flags: ScanFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { config } = loadConfig(configSources(flags, env));
  refuseElsewhere(flags, config);
  refuseHalfLive({ config, isWanted: flags.liveOrders === true, env });
  const hostility = hostilityOf(flags, config);
  const factors = await loadPlugins(config);
  if (flags.report !== undefined) await refuseUnwritable(flags.report);
  // Most of the program; a mistake in what was asked for is answered without it, and `--for` does not count it.
  const { greeting, isAbort, openPresenter, runScanner, RunRecorder } = await import('../scanRun.js');
  const stop = stopSignal(flags.for);
  try {
    const recorder = new RunRecorder(version);
    const presenter = openPresenter({
      config,
      env,
      isJson: flags.json === true,
      onOutputClosed: () => stop.stop('outputClosed'),
    });
    try {
      presenter.say(greeting(config, flags.profile, version));
      const sentence = hostilitySentence(hostility);
      if (sentence !== undefined) presenter.say(sentence);
      const ending = runScanner({
        config,
        factors,
        hostility,
        env,
        once: flags.once === true,
        presenter,
        recorder,
        stop,
      });
      const end = await ending.catch((error: unknown) => {
        if (!isAbort(error)) throw error;
        presenter.warn('Stopped before the exchange could be reached.');
        return undefined;
      });
      const report = recorder.report(end?.audit);
      if (end) presenter.finished(report);
      if (flags.report !== undefined) await writeReport(flags.report, report);
      if (end?.failure !== undefined) throw end.failure;
      return (end ?? stop.cause !== 'time') ? exitCodes.ok : exitCodes.failed;
    } finally {
      await presenter.close();
    }
  } finally {
    stop.dispose();
  }
}
