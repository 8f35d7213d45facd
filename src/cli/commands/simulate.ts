import { firstValueFrom } from 'rxjs';
import { loadConfig } from '../../config/loadConfig.js';
import { startSimulatorThread } from '../../simulator/simulatorThread.js';
import { isAbort, orAbort, whenAborted } from '../abort.js';
import { exitCodes } from '../exit.js';
import { hostilityOf, hostilitySentence } from '../faults/hostility.js';
import { configSources, type HostilityFlags, type RunFlags } from '../flags.js';
import { simulatedAccount } from '../exchange/simulatedAccount.js';
import { simulatorOptions } from '../simulatorOptions.js';
import { stopSignal } from '../stopSignal.js';

export interface SimulateFlags extends RunFlags, HostilityFlags {
  readonly port: number;
  /** USDT. */
  readonly account?: number;
  /** Wall milliseconds. */
  readonly for?: number;
}

/** Runs the local exchange until it is told to stop. Rejects with `BadInputError`. */
export async function simulate(flags: SimulateFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopSignal(flags.for);
  try {
    const { config } = loadConfig(configSources(flags, env));
    const hostility = hostilityOf(flags, config);
    const account = flags.account === undefined ? undefined : simulatedAccount(flags.account, env);
    const starting = startSimulatorThread({
      ...simulatorOptions(config),
      ...hostility,
      port: flags.port,
      ...(account && { account }),
    });
    const { url, streamUrl, spot, speed, stop: stopSimulator } = await orAbort(starting, stop.signal);
    process.stdout.write(
      `Simulated exchange at ${url}, streams at ${streamUrl}, ${speed}× real time.\n` +
        'Scan it: candlewick --profile live --config FILE, with exchange.restUrl and exchange.streamUrl set to these.\n' +
        `Its spot market: ${spot.url}, ${spot.streamUrl}, for spot.restUrl and spot.streamUrl.\n`,
    );
    if (account) process.stdout.write(`${accountSentence(account.balanceUsdt)}\n`);
    const sentence = hostilitySentence(hostility);
    if (sentence !== undefined) process.stdout.write(`${sentence}\n`);
    await firstValueFrom(whenAborted(stop.signal), { defaultValue: undefined });
    await stopSimulator();
  } catch (error) {
    // Stopped while it was still reading its data: nothing listens yet, and the thread ends with the process.
    if (!isAbort(error)) throw error;
  } finally {
    stop.dispose();
  }
  return exitCodes.ok;
}

const accountSentence = (balanceUsdt: number): string =>
  `The keys in the environment have an account of ${balanceUsdt.toLocaleString('en-US')} USDT: with trading.mode: live and --live-orders it is traded.`;
