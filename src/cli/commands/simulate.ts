import { BadInputError } from '../../domain/errors.js';
import { loadConfig } from '../../config/loadConfig.js';
import { startSimulatorThread } from '../../simulator/index.js';
import { configFlags, type RunFlags } from '../flags.js';
import { simulatorOptions } from '../simulatorOptions.js';
import { stopSignal } from '../stopSignal.js';

export interface SimulateFlags extends RunFlags {
  readonly port: number;
  readonly for?: number;
}

/** Runs the local exchange until it is told to stop. */
export async function simulate(flags: SimulateFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { config } = loadConfig({ profile: flags.profile, configFile: flags.config, env, flags: configFlags(flags) });
  const simulator = await startSimulatorThread({ ...simulatorOptions(config), port: flags.port });
  const stop = stopSignal(flags.for);
  process.stdout.write(
    [
      `Simulated exchange at ${simulator.url}, streams at ${simulator.streamUrl}, ${simulator.speed}× real time.`,
      `Scan it: candlewick --profile live --config FILE, with exchange.restUrl and exchange.streamUrl set to these.`,
      '',
    ].join('\n'),
  );
  try {
    if (!stop.signal.aborted)
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    stop.dispose();
    await simulator.stop();
  }
  return 0;
}

/** Reads `--port`. Throws `BadInputError` for what is no port. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new BadInputError(`--port: expected a number from 0 to 65535, found "${text}"`, {
    place: '--port',
    found: text,
    expected: '0 to 65535',
  });
}
