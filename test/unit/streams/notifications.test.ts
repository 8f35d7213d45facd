import fc from 'fast-check';
import { EMPTY, map, merge, NEVER, of, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { OutboxRules } from '../../../src/core/notifications/outbox.js';
import { NotifierRefusedError, NotifierUnreachableError, RateLimitedError } from '../../../src/domain/errors.js';
import { newsKey, type Notification } from '../../../src/domain/notification.js';
import type { Signal } from '../../../src/domain/signal.js';
import type { NotificationNote } from '../../../src/ports/notificationMemory.js';
import type { Delivery, Notifier, RateLimit } from '../../../src/ports/notifier.js';
import { notifications } from '../../../src/streams/notifications.js';
import type { NotificationEvent } from '../../../src/streams/notifierQueue.js';
import { epochScheduler } from '../../operators/virtualTime.js';
import { closedSignal, openedSignal } from '../../support/notifications.js';

const startMs = Date.UTC(2026, 10, 21);
const groupLimits: readonly RateLimit[] = [
  { count: 1, perMs: 1_000 },
  { count: 20, perMs: 60_000 },
];

/** What a notifier does with an attempt, `atMs` after the start; `attempt` counts from 1. */
type Answer = (attempt: number, atMs: number, message: Notification, scheduler: SchedulerLike) => Observable<Delivery>;
type Arrivals = readonly (readonly [atMs: number, signal: Signal])[];

interface Setting {
  readonly arrivals: Arrivals;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly limits?: readonly RateLimit[];
  readonly rules?: Partial<OutboxRules>;
  readonly notes?: readonly NotificationNote[];
}

interface Sent {
  readonly to: string;
  readonly atMs: number;
  readonly message: Notification;
}

const taken: Answer = () => of({ reference: 'it' });
const down: Answer = () => throwError(() => new NotifierUnreachableError('down', { notifier: 'it', reason: 'down' }));
const refused = (httpStatus: number) => () =>
  throwError(() => new NotifierRefusedError('no', { notifier: 'it', httpStatus, reason: 'no' }));

/** Runs to the end in virtual time; instants are counted from the start. */
function run({ arrivals, answers, limits = groupLimits, rules = {}, notes = [] }: Setting) {
  const scheduler = epochScheduler(startMs);
  const nowMs = (): number => scheduler.now() - startMs;
  const sent: Sent[] = [];
  const kept: NotificationNote[] = [...notes];
  const events: (NotificationEvent & { readonly atMs: number })[] = [];
  const notifiers = Object.entries(answers).map(([name, answer]): Notifier => {
    let attempt = 0;
    return {
      name,
      limits,
      deliver: (message) => {
        sent.push({ to: name, atMs: nowMs(), message });
        return answer((attempt += 1), nowMs(), message, scheduler);
      },
    };
  });
  let isComplete = false;
  let failure: unknown;
  notifications({
    signals$: merge(...arrivals.map(([atMs, signal]) => timer(atMs, scheduler).pipe(map(() => signal)))),
    notifiers,
    rules: {
      events: ['opened', 'closed'],
      minScore: null,
      market: 'live',
      digestAfter: 3,
      maxWaiting: 500,
      maxAgeMs: 900_000,
      maxTries: 20,
      ...rules,
    },
    timeoutMs: 10_000,
    memory: {
      recall: () => EMPTY,
      note: (fresh) => {
        kept.push(...fresh);
        return EMPTY;
      },
    },
    notes,
    scheduler,
    random: () => 0.999,
  }).subscribe({
    next: (event) => events.push({ ...event, atMs: nowMs() }),
    error: (error: unknown) => (failure = error),
    complete: () => (isComplete = true),
  });
  scheduler.flush();
  return { sent, events, kept, isComplete, failure, pending: scheduler.actions.length };
}

const idsIn = (message: Notification): readonly string[] =>
  message.kind === 'digest' ? message.signals.map(newsKey) : 'signal' in message ? [newsKey(message.signal)] : [];
const timesOf = (sent: readonly Sent[]): readonly number[] => sent.map(({ atMs }) => atMs);
const many = (count: number, atMs = 0): Arrivals =>
  Array.from({ length: count }, (_, i) => [atMs, openedSignal(`id${i}`)] as const);
const every = (count: number, gapMs: number): Arrivals =>
  Array.from({ length: count }, (_, i) => [i * gapMs, openedSignal(`id${i}`)] as const);
const ofKind = <K extends NotificationEvent['kind']>(events: readonly NotificationEvent[], kind: K) =>
  events.filter((event): event is Extract<NotificationEvent, { kind: K }> => event.kind === kind);

describe('a queue', () => {
  it('tells what comes alone at once, and its end', () => {
    const { sent, events, isComplete, pending } = run({
      arrivals: [
        [0, openedSignal('a')],
        [5_000, closedSignal('a')],
      ],
      answers: { it: taken },
    });
    expect(sent.map(({ atMs, message }) => [atMs, message.kind, message.id])).toEqual([
      [0, 'opened', 'a/opened'],
      [5_000, 'closed', 'a/closed'],
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['queued', 'delivered', 'queued', 'delivered']);
    expect({ isComplete, pending }).toEqual({ isComplete: true, pending: 0 });
  });

  it('tells what comes in one cycle as one digest, once for every notifier', () => {
    const { sent } = run({ arrivals: many(7), answers: { one: taken, two: taken } });
    expect(sent.map(({ to, atMs, message }) => [to, atMs, message.kind, idsIn(message).length])).toEqual([
      ['one', 0, 'digest', 7],
      ['two', 0, 'digest', 7],
    ]);
  });

  it('sends one message a second, and what gathers meanwhile as a digest', () => {
    const { sent } = run({ arrivals: every(10, 300), answers: { it: taken } });
    expect(sent.map(({ atMs, message }) => [atMs, idsIn(message).length])).toEqual([
      [0, 1],
      [1_000, 3],
      [2_000, 3],
      [3_000, 3],
    ]);
  });

  it('sends twenty in a minute; the rest is one digest when the minute is over', () => {
    const { sent } = run({ arrivals: every(40, 1_000), answers: { it: taken } });
    expect(timesOf(sent)).toEqual([...Array.from({ length: 20 }, (_, i) => i * 1_000), 60_000]);
    expect(idsIn(sent.at(-1)!.message)).toHaveLength(20);
  });

  it('counts a slow answer from its end, so that the other side sees a whole second between two', () => {
    const slow: Answer = (_, __, ___, scheduler) => timer(700, scheduler).pipe(map(() => ({ reference: 'it' })));
    const { sent } = run({ arrivals: every(2, 100), answers: { it: slow } });
    expect(timesOf(sent)).toEqual([0, 1_700]);
  });
});

describe('an attempt that fails', () => {
  it('is made again after ever longer waits, as the same message', () => {
    const { sent, events } = run({
      arrivals: [[0, openedSignal('a')]],
      answers: { it: (attempt, ...rest) => (attempt < 6 ? down(attempt, ...rest) : taken(attempt, ...rest)) },
    });
    expect(timesOf(sent)).toEqual([0, 1_000, 2_998, 6_994, 14_986, 30_970]);
    expect(new Set(sent.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    expect(ofKind(events, 'failed').map(({ tryNumber }) => tryNumber)).toEqual([1, 2, 3, 4, 5]);
    expect(ofKind(events, 'delivered')).toMatchObject([{ tryNumber: 6 }]);
  });

  it('waits as long as it is told to', () => {
    const flood: Answer = (attempt, atMs) =>
      attempt > 1
        ? of({ reference: 'it' })
        : throwError(
            () => new RateLimitedError('flood', { url: 'u', httpStatus: 429, retryAtMs: startMs + atMs + 345_000 }),
          );
    const { sent } = run({ arrivals: every(2, 5_000), answers: { it: flood } });
    expect(timesOf(sent)).toEqual([0, 345_000, 346_000]);
  });

  it('waits ever longer, too, for who says each time that it may be made again at once', () => {
    const hasty: Answer = (attempt, atMs) =>
      attempt > 5
        ? of({ reference: 'it' })
        : throwError(() => new RateLimitedError('flood', { url: 'u', httpStatus: 429, retryAtMs: startMs + atMs }));
    const { sent } = run({ arrivals: [[0, openedSignal('a')]], answers: { it: hasty } });
    expect(timesOf(sent)).toEqual([0, 1_000, 2_998, 6_994, 14_986, 30_970]);
  });

  it('is given up when it hangs, and counts as failed', () => {
    const { sent, events } = run({
      arrivals: [[0, openedSignal('a')]],
      answers: { it: (attempt, ...rest) => (attempt === 1 ? NEVER : taken(attempt, ...rest)) },
    });
    expect(ofKind(events, 'failed')).toMatchObject([{ atMs: 10_000, error: { code: 'NOTIFIER_UNREACHABLE' } }]);
    expect(timesOf(sent)).toEqual([0, 11_000]);
  });

  it('is given up after maxTries, and the next message says that something was lost', () => {
    const { sent, events, kept } = run({
      arrivals: [
        [0, openedSignal('a')],
        [500_000, openedSignal('b')],
      ],
      rules: { maxTries: 4 },
      answers: { it: (attempt, ...rest) => (attempt <= 4 ? down(attempt, ...rest) : taken(attempt, ...rest)) },
    });
    expect(ofKind(events, 'dropped')).toMatchObject([{ reason: 'tries', count: 1 }]);
    expect(sent).toHaveLength(5);
    expect(sent.at(-1)!.message).toMatchObject({ kind: 'digest', lostCount: 1, signals: [{ id: 'b' }] });
    expect(kept.filter(({ kind }) => kind !== 'waiting').map(({ kind, key }) => [kind, key])).toEqual([
      ['dropped', 'a/opened'],
      ['said', 'b/opened'],
    ]);
  });

  it('is not made again when the message was refused for good', () => {
    const { sent, events } = run({ arrivals: [[0, openedSignal('a')]], answers: { it: refused(400) } });
    expect(sent).toHaveLength(1);
    expect(ofKind(events, 'dropped')).toMatchObject([{ reason: 'refused', count: 1 }]);
  });

  it('does not go on for ever: what is too old is given up', () => {
    const { events, sent, isComplete } = run({
      arrivals: every(3, 1_000),
      rules: { maxTries: 1_000, maxAgeMs: 60_000 },
      answers: { it: down },
    });
    expect(ofKind(events, 'dropped').reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(sent.at(-1)!.atMs).toBeLessThan(62_000);
    expect(isComplete).toBe(true);
  });

  it('ends everything when it is a bug', () => {
    const bug = new TypeError('a bug');
    const { failure, pending } = run({ arrivals: many(1), answers: { it: () => throwError(() => bug) } });
    expect({ failure, pending }).toEqual({ failure: bug, pending: 0 });
  });
});

describe('one notifier', () => {
  it('that hangs, is down or refuses holds up no other', () => {
    const { sent } = run({
      arrivals: every(60, 1_000),
      limits: [],
      answers: { hangs: () => NEVER, isDown: down, refuses: refused(403), works: taken },
    });
    const toWorking = sent.filter(({ to }) => to === 'works');
    expect(timesOf(toWorking)).toEqual(every(60, 1_000).map(([atMs]) => atMs));
  });

  it('that hangs holds no more than maxWaiting, and tells how many it gave up', () => {
    const { events } = run({
      arrivals: many(1_000, 5),
      rules: { maxWaiting: 50 },
      answers: { it: (_, atMs) => (atMs < 60_000 ? NEVER : of({ reference: 'it' })) },
    });
    const dropped = ofKind(events, 'dropped').reduce((sum, { count }) => sum + count, 0);
    const delivered = ofKind(events, 'delivered').flatMap(({ message }) => idsIn(message)).length;
    expect(ofKind(events, 'dropped')[0]).toMatchObject({ reason: 'overflow' });
    expect(dropped + delivered).toBe(1_000);
    expect(delivered).toBe(50);
  });
});

describe('across a restart', () => {
  it('each is told once, whatever was waiting, said or given up when the first run ended', () => {
    const arrivals = many(30);
    for (let attemptsBeforeEnd = 0; attemptsBeforeEnd < 4; attemptsBeforeEnd += 1) {
      // The first run is cut off while its next attempt is under way.
      const first = run({
        arrivals,
        limits: [],
        rules: { digestAfter: 10_000 },
        answers: { it: (attempt) => (attempt <= attemptsBeforeEnd ? of({ reference: 'it' }) : NEVER) },
      });
      const dropped = first.kept.findIndex(({ kind }) => kind === 'dropped');
      const kept = dropped === -1 ? first.kept : first.kept.slice(0, dropped);
      const second = run({ arrivals, notes: kept, rules: { maxAgeMs: 10_000_000 }, answers: { it: taken } });
      const told = [...first.sent.slice(0, attemptsBeforeEnd), ...second.sent].flatMap(({ message }) => idsIn(message));
      expect(told.toSorted()).toEqual(arrivals.map(([, { id }]) => `${id}/opened`).toSorted());
      expect(ofKind(second.events, 'known')).toHaveLength(30);
    }
  });

  it('the pace goes on where it was', () => {
    const notes = Array.from({ length: 20 }, (_, i): NotificationNote => {
      return { kind: 'said', notifier: 'it', key: `old${i}`, atMs: startMs - 30_000 + i };
    });
    expect(timesOf(run({ arrivals: many(1), notes, answers: { it: taken } }).sent)).toEqual([30_000]);
  });

  it('what waited for too long is given up, and told', () => {
    const { kept } = run({ arrivals: many(3), rules: { maxTries: 1 }, limits: [], answers: { it: () => NEVER } });
    const waiting = kept.filter(({ kind }) => kind === 'waiting');
    const notes = waiting.map((note) => ({ ...note, atMs: note.atMs - 900_001 }));
    const { sent, events } = run({ arrivals: [], notes, answers: { it: taken } });
    expect(sent).toEqual([]);
    expect(ofKind(events, 'dropped')).toMatchObject([{ reason: 'age', count: 3 }]);
  });
});

it('whatever fails, each piece of news is taken once or told as lost, and the pace is kept', () => {
  const anyArrivals = fc.array(fc.nat(20_000), { minLength: 1, maxLength: 120 });
  const anyFailures = fc.array(fc.constantFrom<Answer>(taken, taken, down, () => NEVER, refused(500), refused(400)));
  fc.assert(
    fc.property(anyArrivals, anyFailures, (gaps, failures) => {
      let atMs = 0;
      const arrivals = gaps.map((gapMs, i) => [(atMs += gapMs), openedSignal(`id${i}`)] as const);
      const { sent, events, isComplete } = run({
        arrivals,
        answers: { it: (attempt, ...rest) => (failures[attempt - 1] ?? taken)(attempt, ...rest) },
      });
      const delivered = ofKind(events, 'delivered').flatMap(({ message }) => idsIn(message));
      const dropped = ofKind(events, 'dropped').reduce((sum, { count }) => sum + count, 0);
      expect(new Set(delivered).size).toBe(delivered.length);
      expect(delivered.length + dropped).toBe(arrivals.length);
      expect(isComplete).toBe(true);
      const times = timesOf(sent);
      for (const [i, sentAtMs] of times.entries()) {
        expect(sentAtMs - (times[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(1_000);
        expect(sentAtMs - (times[i - 20] ?? -Infinity)).toBeGreaterThanOrEqual(60_000);
      }
    }),
    { numRuns: 200 },
  );
});
