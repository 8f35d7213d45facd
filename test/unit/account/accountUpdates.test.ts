import { Subject, throwError, timer, map, VirtualTimeScheduler, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { AccountEvent, AccountSnapshot, AccountState } from '../../../src/domain/account.js';
import { ExchangeRejectedError, ExchangeUnreachableError, FeedClosedError } from '../../../src/domain/errors.js';
import type { ConnectionOpened, FeedEvent } from '../../../src/domain/feed.js';
import { accountUpdates, toAccountState } from '../../../src/streams/accountFeed.js';
import { order, orderUpdated, snapshot } from './support/accountEvents.js';

const periodMs = 600_000;
const unreachable = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'reset' });
const opened: ConnectionOpened = {
  kind: 'opened',
  feed: 'account',
  connection: 1,
  atMs: 0,
  topics: new Set(['account']),
  replaces: undefined,
  traffic: { frames: 0, lastFrameAtMs: undefined },
};
const lost: FeedEvent<AccountEvent> = {
  kind: 'lost',
  feed: 'account',
  connection: 1,
  atMs: 0,
  error: new FeedClosedError('closed', { feed: 'account' }),
};

const garbage: FeedEvent<AccountEvent> = { kind: 'badFrame', reason: 'not JSON', sample: '' };

/** The updates of an account in virtual time; reading it takes a second and gives what `read` says. */
function setUp(read: () => AccountSnapshot | Error = () => snapshot(50)) {
  const scheduler = new VirtualTimeScheduler();
  const feed$ = new Subject<FeedEvent<AccountEvent>>();
  const log: string[] = [];
  let reads = 0;
  const fetchAccount = (): Observable<AccountSnapshot> => {
    reads += 1;
    const answer = read();
    return answer instanceof Error ? throwError(() => answer) : timer(1_000, scheduler).pipe(map(() => answer));
  };
  const updates$ = accountUpdates({
    feed$,
    fetchAccount,
    reconcilePeriodMs: periodMs,
    backoff: { baseMs: 1_000, capMs: 8_000, resetAfterMs: 10_000 },
    random: () => 1,
    scheduler,
  });
  const subscription = updates$.subscribe({
    next: ({ kind, state }) => log.push(`${scheduler.now()} ${kind}, ${state.status}`),
    error: (error: unknown) => log.push(`${scheduler.now()} ${String(error)}`),
  });
  const say = (atMs: number, ...events: readonly FeedEvent<AccountEvent>[]): void => {
    timer(atMs, scheduler).subscribe(() => events.forEach((event) => feed$.next(event)));
  };
  const run = (toMs: number): readonly string[] => {
    scheduler.maxFrames = toMs;
    scheduler.flush();
    return log;
  };
  return { feed$, updates$, subscription, say, run, readCount: () => reads };
}

describe('accountUpdates', () => {
  it('reads the account when the connection opens, and from time to time after', () => {
    const { say, run } = setUp();
    say(0, opened);
    expect(run(periodMs + 2_000)).toEqual(['1000 reconciled, ready', `${periodMs + 1_000} reconciled, ready`]);
  });

  it('tells events at once, also while the account is being read, and each once', () => {
    const { say, run } = setUp();
    say(0, opened, orderUpdated(60));
    say(500, orderUpdated(60), orderUpdated(61, { orderId: '2' }));
    expect(run(2_000)).toEqual(['0 event, reconciling', '500 event, reconciling', '1000 reconciled, ready']);
  });

  it('is reconciling from a loss until the account was read anew', () => {
    const { say, run } = setUp();
    say(0, opened);
    say(5_000, lost);
    say(7_000, opened);
    expect(run(10_000)).toEqual(['1000 reconciled, ready', '5000 interrupted, reconciling', '8000 reconciled, ready']);
  });

  it('gives up a reading during which the connection was lost', () => {
    const { say, run, readCount } = setUp();
    say(0, opened);
    say(500, lost);
    say(600, opened);
    expect(run(5_000)).toEqual(['1600 reconciled, ready']);
    expect(readCount()).toBe(2);
  });

  it('reads the account anew after a frame that it could not read, which may have been an event', () => {
    const { say, run } = setUp();
    say(0, opened);
    say(5_000, garbage);
    expect(run(10_000)).toEqual(['1000 reconciled, ready', '5000 interrupted, reconciling', '6000 reconciled, ready']);
  });

  it('reads it no more than every ten seconds for however many such frames, and is not ready before the last', () => {
    const { say, run, readCount } = setUp();
    say(0, opened);
    for (let atMs = 5_000; atMs < 25_000; atMs += 100) say(atMs, garbage);
    const log = run(60_000);
    expect(readCount()).toBe(1 + 3);
    expect(log.at(-1)).toBe('26000 reconciled, ready');
    expect(log.slice(2, -1).every((line) => line.endsWith('reconciling'))).toBe(true);
  });

  it('does not read while there is no connection', () => {
    const { say, run, readCount } = setUp();
    say(0, opened);
    say(5_000, lost);
    run(5 * periodMs);
    expect(readCount()).toBe(1);
  });

  it('stays ready when a connection is replaced before it breaks', () => {
    const { say, run } = setUp();
    say(0, opened);
    say(5_000, { ...opened, connection: 2, replaces: 1 });
    expect(run(10_000)).toEqual(['1000 reconciled, ready', '6000 reconciled, ready']);
  });

  it('is read when a connection that was lost is let go, since its successor is open already', () => {
    const { say, run } = setUp();
    say(0, opened);
    say(5_000, { ...opened, connection: 2, replaces: 1 });
    say(8_000, lost);
    say(9_000, { kind: 'closed', feed: 'account', connection: 1, atMs: 9_000 });
    expect(run(60_000)).toEqual([
      '1000 reconciled, ready',
      '6000 reconciled, ready',
      '8000 interrupted, reconciling',
      '10000 reconciled, ready',
    ]);
  });

  it('is not read when a connection is let go as planned', () => {
    const { say, run, readCount } = setUp();
    say(0, opened);
    say(5_000, { ...opened, connection: 2, replaces: 1 });
    say(8_000, { kind: 'closed', feed: 'account', connection: 1, atMs: 8_000 });
    run(60_000);
    expect(readCount()).toBe(2);
  });

  it('says when the account cannot be read, and asks again, backing off', () => {
    let failures = 2;
    const { say, run } = setUp(() => {
      failures -= 1;
      return failures >= 0 ? unreachable : snapshot(50);
    });
    say(0, opened);
    expect(run(10_000)).toEqual([
      '0 reconcileFailed, reconciling',
      '1000 reconcileFailed, reconciling',
      '4000 reconciled, ready',
    ]);
  });

  it('stays ready, with what it has, when a later reading fails', () => {
    const answers = [snapshot(50), unreachable, snapshot(60)];
    const { say, run } = setUp(() => answers.shift()!);
    say(0, opened);
    expect(run(periodMs + 1_000)).toEqual(['1000 reconciled, ready', `${periodMs} reconcileFailed, ready`]);
  });

  it('fails when the keys are refused', () => {
    const refusal = new ExchangeRejectedError('refused', { url: 'x', httpStatus: 401, exchangeCode: -2015 });
    const { say, run } = setUp(() => refusal);
    say(0, opened);
    expect(run(10_000)).toEqual(['0 reconcileFailed, reconciling', '0 ExchangeRejectedError: refused']);
  });

  it('says nothing of a wait, of frames that carry nothing, and of a refusal', () => {
    const { say, run } = setUp();
    const waiting = { kind: 'waiting', feed: 'account', connection: 1, atMs: 0 } as const;
    say(0, waiting, { kind: 'ignored' }, { kind: 'refused', reason: 'no' });
    expect(run(1_000)).toEqual([]);
  });

  it('listens to the feed once for all who listen to it, and lets go with the last', () => {
    const { feed$, updates$, subscription } = setUp();
    const another = updates$.subscribe();
    subscription.unsubscribe();
    expect(feed$.observed).toBe(true);
    another.unsubscribe();
    expect(feed$.observed).toBe(false);
  });
});

describe('toAccountState', () => {
  it('gives the latest state to whoever comes late, and only what changed', () => {
    const { say, run, updates$ } = setUp(() => snapshot(50, { openOrders: [order({ orderId: '7' })] }));
    const state$ = updates$.pipe(toAccountState());
    const early: AccountState[] = [];
    const late: AccountState[] = [];
    state$.subscribe((state) => early.push(state));
    say(0, opened, orderUpdated(60), orderUpdated(60));
    run(2_000);
    state$.subscribe((state) => late.push(state));
    expect(early.map(({ openOrders }) => [...openOrders.keys()])).toEqual([['1'], ['7']]);
    expect(late).toEqual([early.at(-1)]);
  });
});
