import {
  asyncScheduler,
  catchError,
  defer,
  from,
  lastValueFrom,
  map,
  mergeMap,
  of,
  takeUntil,
  tap,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { loadConfig } from '../../config/loadConfig.js';
import { foundInWords } from '../../config/found.js';
import { BadInputError, isScannerError } from '../../domain/errors.js';
import type { Notification } from '../../domain/notification.js';
import type { Notifier } from '../../ports/notifier.js';
import { deliverWithin } from '../../streams/deliverWithin.js';
import { whenAborted } from '../abort.js';
import { exitCodes } from '../exit.js';
import { configSources, type RunFlags } from '../flags.js';
import { openNotifiers } from '../notify/openNotifiers.js';
import { stopSignal } from '../stopSignal.js';

interface Tried {
  readonly name: string;
  readonly isGood: boolean;
  readonly found: string;
}

/**
 * `notify test`: sends one message through every notifier, once, and says what came of it. Resolves with the exit code: 1
 * when one failed, none is configured, or it was stopped. Rejects with `BadInputError`.
 */
export async function notify(what: string, flags: RunFlags, env: NodeJS.ProcessEnv): Promise<number> {
  if (what !== 'test') throw unknownAction(what);
  const { config } = loadConfig(configSources(flags, env));
  const stop = stopSignal();
  const { notifiers, off } = await openNotifiers({ config, env, write: print });
  try {
    off.forEach(print);
    if (notifiers.length === 0) {
      print('No notifier is configured: there is nothing to test.');
      return exitCodes.failed;
    }
    const message: Notification = { kind: 'test', id: `test-${Date.now()}`, market: 'live', atMs: Date.now() };
    const tried = await lastValueFrom(
      from(notifiers).pipe(
        mergeMap((notifier) => tryOne(notifier, message, config.notify.timeoutMs)),
        tap(({ name, isGood, found }) => print(`${isGood ? 'ok  ' : 'BAD '} ${name.padEnd(10)} ${found}`)),
        takeUntil(whenAborted(stop.signal)),
        toArray(),
      ),
      { defaultValue: [] },
    );
    if (tried.length < notifiers.length) print('Stopped before every notifier had answered.');
    return tried.length === notifiers.length && tried.every(({ isGood }) => isGood) ? exitCodes.ok : exitCodes.failed;
  } finally {
    stop.dispose();
  }
}

const tryOne = (notifier: Notifier, message: Notification, timeoutMs: number): Observable<Tried> =>
  defer(() => {
    const { name } = notifier;
    const startedMs = performance.now();
    return deliverWithin(notifier, message, timeoutMs, asyncScheduler).pipe(
      map(({ reference }) => {
        const tookMs = Math.round(performance.now() - startedMs);
        return { name, isGood: true, found: `the message was taken after ${tookMs} ms (${reference})` };
      }),
      catchError((error: unknown) =>
        isScannerError(error) ? of({ name, isGood: false, found: error.message }) : throwError(() => error),
      ),
    );
  });

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function unknownAction(what: string): BadInputError {
  const details = { place: 'command line', found: foundInWords(what), expected: '`test`' };
  return new BadInputError(`\`notify\` must be followed by ${details.expected}; found ${details.found}`, details);
}
