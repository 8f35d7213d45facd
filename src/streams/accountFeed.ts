import {
  concat,
  concatMap,
  connect,
  defer,
  distinctUntilChanged,
  filter,
  map,
  merge,
  NEVER,
  of,
  pairwise,
  scan,
  share,
  shareReplay,
  startWith,
  switchMap,
  throttleTime,
  timer,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { reduceAccount, unknownAccount, type AccountLedger, type AccountStep } from '../core/account/reduceAccount.js';
import type { AccountEvent, AccountSnapshot, AccountState } from '../domain/account.js';
import type { ScannerError } from '../domain/errors.js';
import type { FeedEvent, Topic } from '../domain/feed.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import { feed, type FeedBackoff, type FeedDeps } from './feed.js';
import { announceError } from './health.js';

/** However many frames cannot be read, the account, which is dear to read, is read no more often than this for it. */
const doubtPeriodMs = 10_000;

/** The one topic of the account feed: a connection carries the whole account. */
const account: Topic = 'account';

/** Everything an account is told, on one connection. Its pongs count as life: an account may be silent for days. */
export const accountFeed = (
  deps: Omit<FeedDeps<AccountEvent>, 'feed' | 'topics$' | 'maxTopicsPerConnection'>,
): Observable<FeedEvent<AccountEvent>> =>
  feed({ ...deps, feed: 'account', topics$: concat(of(new Set([account])), NEVER), maxTopicsPerConnection: 1 });

export interface AccountUpdatesDeps {
  /** The account feed. */
  readonly feed$: Observable<FeedEvent<AccountEvent>>;
  readonly fetchAccount: () => Observable<AccountSnapshot>;
  /** How often the account is read again while its connection lasts. */
  readonly reconcilePeriodMs: number;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  /** Transport time. */
  readonly scheduler: SchedulerLike;
}

/** News of an account, with the state that they lead to. */
export type AccountUpdate =
  | { readonly kind: 'event'; readonly event: AccountEvent; readonly state: AccountState }
  | { readonly kind: 'reconciled'; readonly state: AccountState }
  /** The connection was lost, or said something that cannot be read: events may have been missed. */
  | { readonly kind: 'interrupted'; readonly state: AccountState }
  /** The account could not be read, and will be asked for again. */
  | { readonly kind: 'reconcileFailed'; readonly error: ScannerError; readonly state: AccountState };

type Step = AccountStep | { readonly kind: 'reconcileFailed'; readonly error: ScannerError };

/**
 * An account's events, each once and at once, and its state: read when the connection has come up, and from time to
 * time after, and kept by the events.
 * In plain words: listen first, then look, and believe whichever is newer.
 *
 * Nothing is held back while the account is being read: events and snapshots are told apart by the exchange's time. The
 * state is `reconciling` from the loss of a connection, or a frame that could not be read, until the account was read
 * after it. Spec: test/unit/account/accountUpdates.test.ts
 */
export function accountUpdates(deps: AccountUpdatesDeps): Observable<AccountUpdate> {
  return deps.feed$.pipe(
    connect((feed$) =>
      merge(
        feed$.pipe(concatMap(toSteps)),
        feed$.pipe(
          map(({ kind }) => kind),
          filter((kind) => kind === 'opened' || kind === 'lost' || kind === 'closed'),
          startWith('closed'),
          pairwise(),
          // What was lost and then let go has a successor that goes on; its own opening was before the loss.
          filter(([before, now]) => now !== 'closed' || before === 'lost'),
          switchMap(([, now]) => (now === 'lost' ? NEVER : reconciliations(feed$, deps))),
        ),
      ),
    ),
    scan(next, { ledger: unknownAccount, updates: [] }),
    concatMap(({ updates }) => updates),
    share(),
  );
}

/** The latest state, for whoever asks. */
export const toAccountState = (): OperatorFunction<AccountUpdate, AccountState> => (updates$) =>
  updates$.pipe(
    map(({ state }) => state),
    distinctUntilChanged(),
    shareReplay({ bufferSize: 1, refCount: true }),
  );

function toSteps(event: FeedEvent<AccountEvent>): readonly Step[] {
  switch (event.kind) {
    case 'lost':
    case 'badFrame':
      return [{ kind: 'interrupted' }];
    case 'waiting':
    case 'opened':
    case 'closed':
    case 'silent':
    case 'ignored':
    case 'refused':
      return [];
    default:
      return [{ kind: 'event', event }];
  }
}

/**
 * The account, read at once, then every period, and after a frame that could not be read, since it may have been an
 * event. A new reading takes the place of one under way, which may have missed the event.
 */
function reconciliations(feed$: Observable<FeedEvent<AccountEvent>>, deps: AccountUpdatesDeps): Observable<Step> {
  const { fetchAccount, reconcilePeriodMs, backoff, random, scheduler } = deps;
  const reading$ = defer(() =>
    concat(
      of<Step>({ kind: 'asked' }),
      defer(fetchAccount).pipe(map((snapshot): Step => ({ kind: 'snapshot', snapshot }))),
    ),
  ).pipe(
    announceError((error): Step => ({ kind: 'reconcileFailed', error })),
    retryWithBackoff({ ...backoff, random, scheduler }),
  );
  const doubts$ = feed$.pipe(
    filter(({ kind }) => kind === 'badFrame'),
    throttleTime(doubtPeriodMs, scheduler, { leading: true, trailing: true }),
  );
  return merge(timer(0, reconcilePeriodMs, scheduler), doubts$).pipe(switchMap(() => reading$));
}

interface Kept {
  readonly ledger: AccountLedger;
  readonly updates: readonly AccountUpdate[];
}

function next({ ledger: before }: Kept, step: Step): Kept {
  if (step.kind === 'reconcileFailed') return { ledger: before, updates: [{ ...step, state: before.state }] };
  const ledger = reduceAccount(before, step);
  const { state, isRepeat } = ledger;
  switch (step.kind) {
    case 'event':
      return { ledger, updates: isRepeat ? [] : [{ kind: 'event', event: step.event, state }] };
    case 'snapshot':
      return { ledger, updates: [{ kind: 'reconciled', state }] };
    case 'asked':
      return { ledger, updates: [] };
    case 'interrupted':
      return { ledger, updates: state.status === before.state.status ? [] : [{ kind: 'interrupted', state }] };
  }
}
