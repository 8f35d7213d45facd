import { EMPTY, lastValueFrom, takeUntil, tap } from 'rxjs';
import { loadConfig } from '../../config/loadConfig.js';
import { isScannerError } from '../../domain/errors.js';
import { isAbort, orAbort, whenAborted } from '../abort.js';
import { connect } from '../exchange/connect.js';
import { openVenue } from '../exchange/openVenue.js';
import { exitCodes } from '../exit.js';
import { configSources, type RunFlags } from '../flags.js';
import type { Check } from '../probe/check.js';
import { exchangeChecks } from '../probe/checks.js';
import { stopSignal } from '../stopSignal.js';

/**
 * Looks whether the exchange can be worked with, line by line, and ends with a plain verdict. Resolves with the exit
 * code: 1 when something is wrong, or it was stopped. Rejects with `BadInputError`.
 */
export async function probe(flags: RunFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const stop = stopSignal();
  try {
    const { config: patient } = loadConfig(configSources(flags, env));
    const config = { ...patient, exchange: { ...patient.exchange, maxRetries: 0 } };
    const venue = await openVenue({ config, env, onBadRow: () => undefined, signal: stop.signal });
    const checks: Check[] = [];
    const report = (check: Check): void => {
      checks.push(check);
      process.stdout.write(`${check.isGood ? 'ok  ' : 'BAD '} ${check.what.padEnd(22)} ${check.found}\n`);
    };
    try {
      const connecting = connect(venue, config.exchange.requestTimeoutMs);
      const exchange = await orAbort(connecting, stop.signal).catch((error: unknown) => {
        if (!isScannerError(error)) throw error;
        report({ what: 'reachable', isGood: false, found: error.message });
        return undefined;
      });
      const check$ = exchange ? exchangeChecks(exchange, config) : EMPTY;
      await lastValueFrom(check$.pipe(tap(report), takeUntil(whenAborted(stop.signal))), { defaultValue: undefined });
    } finally {
      await venue.close();
    }
    stop.signal.throwIfAborted();
    return verdict(checks);
  } catch (error) {
    if (!isAbort(error)) throw error;
    process.stdout.write('Stopped before everything was checked.\n');
    return exitCodes.failed;
  } finally {
    stop.dispose();
  }
}

function verdict(checks: readonly Check[]): number {
  const bad = checks.filter(({ isGood }) => !isGood).length;
  const isGood = bad === 0;
  process.stdout.write(
    isGood
      ? 'The exchange can be scanned.\n'
      : `The exchange cannot be scanned: ${bad} of ${checks.length} ${checks.length === 1 ? 'check' : 'checks'} failed.\n`,
  );
  return isGood ? exitCodes.ok : exitCodes.failed;
}
