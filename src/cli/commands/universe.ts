import { lastValueFrom, takeUntil } from 'rxjs';
import type { Config } from '../../config/schema.js';
import { loadConfig } from '../../config/loadConfig.js';
import { refuseUnknownSymbols } from '../../core/universe/refuseUnknownSymbols.js';
import { selectUniverse } from '../../core/universe/selectUniverse.js';
import type { UniverseSelection } from '../../core/universe/selection.js';
import { universeLook } from '../../streams/universeLook.js';
import { isAbort, orAbort, whenAborted } from '../abort.js';
import { connect } from '../exchange/connect.js';
import { openVenue } from '../exchange/openVenue.js';
import { exitCodes } from '../exit.js';
import { configSources, type RunFlags } from '../flags.js';
import { universeLines } from '../present/universeLines.js';
import { stopSignal } from '../stopSignal.js';

/**
 * Chooses the universe as a scan that begins now would, and prints it with what was refused, by which filter and why.
 * Resolves with the exit code: 1 when it was stopped. Rejects with `BadInputError`, or with what kept the exchange from
 * answering.
 */
export async function universe(flags: RunFlags & { readonly json?: true }, env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopSignal();
  try {
    const { config } = loadConfig(configSources(flags, env));
    const selection = await selectOnce(config, env, stop.signal);
    const text = flags.json ? JSON.stringify(selection, null, 2) : universeLines(selection).join('\n');
    process.stdout.write(`${text}\n`);
    return exitCodes.ok;
  } catch (error) {
    if (!isAbort(error)) throw error;
    process.stdout.write('Stopped before the universe was chosen.\n');
    return exitCodes.failed;
  } finally {
    stop.dispose();
  }
}

async function selectOnce(config: Config, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<UniverseSelection> {
  const { universe: rules, exchange } = config;
  const venue = await openVenue({ config, env, onBadRow: () => undefined, signal });
  try {
    const { marketData, market } = await orAbort(connect(venue, exchange.requestTimeoutMs), signal);
    const look$ = universeLook({ calls: marketData, rules, atMs: market.now(), cache: new Map() });
    const look = await lastValueFrom(look$.pipe(takeUntil(whenAborted(signal))), { defaultValue: undefined });
    signal.throwIfAborted();
    refuseUnknownSymbols(look!, rules);
    return selectUniverse(look!, { rules, refreshPeriodMs: rules.refreshPeriodMs }).selection;
  } finally {
    await venue.close();
  }
}
