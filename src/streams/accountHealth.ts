import { defer, distinctUntilChanged, scan, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { AccountState } from '../domain/account.js';
import type { ScannerError } from '../domain/errors.js';
import type { AccountHealth } from '../domain/health.js';
import type { AccountUpdate } from './accountFeed.js';
import { errorAsValue } from './health.js';

interface Failed {
  readonly kind: 'failed';
  readonly error: ScannerError;
}

const unknown: AccountHealth = {
  kind: 'account',
  status: 'reconciling',
  cause: undefined,
  sinceMs: 0,
  positions: 0,
  openOrders: 0,
};

/**
 * The account's changes of status, and the first of the failures to read it. An error that no retry heals is told as
 * `dead`, the last value: an account that cannot be followed is no reason to end anything else.
 */
export const toAccountHealth =
  (transport: Pick<SchedulerLike, 'now'>): OperatorFunction<AccountUpdate, AccountHealth> =>
  (updates$) =>
    defer(() =>
      updates$.pipe(
        errorAsValue((error): Failed => ({ kind: 'failed', error })),
        scan((before, update) => next(before, update, transport.now()), unknown),
        distinctUntilChanged((a, b) => a.status === b.status && (a.cause === undefined) === (b.cause === undefined)),
      ),
    );

function next(before: AccountHealth, update: AccountUpdate | Failed, nowMs: number): AccountHealth {
  if (update.kind === 'failed') return { ...before, status: 'dead', cause: update.error, sinceMs: nowMs };
  const { status } = update.state;
  return {
    kind: 'account',
    status,
    cause: causeAfter(before, update),
    sinceMs: status === before.status && before !== unknown ? before.sinceMs : nowMs,
    ...counts(update.state),
  };
}

/** A failure counts until the account has been read. One that no retry heals is the end, and told as such. */
function causeAfter({ cause }: AccountHealth, update: AccountUpdate): ScannerError | undefined {
  if (update.kind === 'reconcileFailed' && update.error.isRetryable) return cause ?? update.error;
  return update.kind === 'reconciled' ? undefined : cause;
}

const counts = ({ positions, openOrders, openAlgoOrders }: AccountState) => ({
  positions: positions.size,
  openOrders: openOrders.size + openAlgoOrders.size,
});
