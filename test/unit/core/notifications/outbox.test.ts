import { describe, expect, it } from 'vitest';
import { compose } from '../../../../src/core/notifications/compose.js';
import { Outbox, type OutboxRules } from '../../../../src/core/notifications/outbox.js';
import { Pace } from '../../../../src/core/notifications/pace.js';
import { recalledOf } from '../../../../src/core/notifications/recalled.js';
import type { Notification } from '../../../../src/domain/notification.js';
import type { NotificationNote } from '../../../../src/ports/notificationMemory.js';
import { openedNews } from '../../../support/notifications.js';

const rules: OutboxRules = { market: 'live', digestAfter: 3, maxWaiting: 100, maxAgeMs: 10_000, maxTries: 3 };
const passing = { isRetryable: true, retryAtMs: 0 };

const outboxOf = (some: Partial<OutboxRules> = {}, notes: readonly NotificationNote[] = []): Outbox =>
  new Outbox({ ...rules, ...some }, new Pace([]), recalledOf('it', notes));

function fill(outbox: Outbox, count: number, first = 0, nowMs = 0): void {
  for (let i = 0; i < count; i += 1) outbox.offer(openedNews(`id${first + i}`), nowMs);
}

function messageOf(outbox: Outbox, nowMs = 0): Notification {
  const step = outbox.next(nowMs);
  if (step.kind !== 'send') throw new Error(`it is ${step.kind}`);
  return step.message;
}

const idsIn = (message: Notification): readonly string[] =>
  message.kind === 'digest' ? message.signals.map(({ id }) => id) : 'signal' in message ? [message.signal.id] : [];

/** Sends until nothing waits; the kind and size of each message. */
function drained(outbox: Outbox): readonly string[] {
  const sent: string[] = [];
  for (let step = outbox.next(0); step.kind === 'send'; step = outbox.next(0)) {
    sent.push(`${step.message.kind} ${idsIn(step.message).length}`);
    outbox.accepted(0);
  }
  return sent;
}

describe('Outbox', () => {
  it.each([
    [1, ['opened 1']],
    [2, ['opened 1', 'opened 1']],
    [3, ['digest 3']],
    [32, ['digest 32']],
    [33, ['digest 32', 'opened 1']],
    [67, ['digest 32', 'digest 32', 'digest 3']],
  ])('%s that wait become %s', (count, messages) => {
    const outbox = outboxOf();
    fill(outbox, count);
    expect(drained(outbox)).toEqual(messages);
  });

  it('counts a digest of an earlier run as the one message it was', () => {
    const notes = Array.from(
      { length: 25 },
      (_, i) => ({ kind: 'said', notifier: 'it', key: `${i}`, atMs: 0 }) as const,
    );
    const recalled = recalledOf('it', notes);
    const outbox = new Outbox(rules, new Pace([{ count: 20, perMs: 60_000 }], recalled.saidAtMs), recalled);
    fill(outbox, 1, 0, 5_000);
    expect(outbox.next(5_000)).toMatchObject({ kind: 'send' });
  });

  it('tells in order, each once', () => {
    const outbox = outboxOf();
    fill(outbox, 5);
    expect(outbox.offer(openedNews('id3'), 0)).toBeUndefined();
    expect(idsIn(messageOf(outbox))).toEqual(['id0', 'id1', 'id2', 'id3', 'id4']);
    expect(outbox.accepted(0)).toEqual(['id0/opened', 'id1/opened', 'id2/opened', 'id3/opened', 'id4/opened']);
    expect(outbox.offer(openedNews('id3'), 0)).toBeUndefined();
    expect(outbox.next(0)).toEqual({ kind: 'idle', dropped: [] });
  });

  it('sends a message that failed again as it was, though more wait by then', () => {
    const outbox = outboxOf();
    fill(outbox, 1);
    const first = messageOf(outbox);
    fill(outbox, 6, 1);
    expect(outbox.failed({ isRetryable: true, retryAtMs: 500 }, 0)).toBeUndefined();
    expect(outbox.next(499)).toEqual({ kind: 'wait', untilMs: 500, dropped: [] });
    expect(outbox.next(500)).toEqual({ kind: 'send', message: first, tryNumber: 2, dropped: [] });
    outbox.accepted(500);
    expect(messageOf(outbox, 500)).toMatchObject({ kind: 'digest', lostCount: 0 });
  });

  it('gives a message up after its last try; the next one says that it was lost', () => {
    const outbox = outboxOf();
    fill(outbox, 1);
    for (let i = 0; i < 2; i += 1) {
      messageOf(outbox);
      expect(outbox.failed(passing, 0)).toBeUndefined();
    }
    messageOf(outbox);
    expect(outbox.failed(passing, 0)).toEqual({ reason: 'tries', keys: ['id0/opened'] });
    fill(outbox, 2, 1);
    expect(messageOf(outbox)).toMatchObject({ kind: 'digest', lostCount: 1, signals: [{ id: 'id1' }, { id: 'id2' }] });
    outbox.accepted(0);
    fill(outbox, 1, 3);
    expect(messageOf(outbox)).toMatchObject({ kind: 'opened' });
  });

  it('gives up at once what is refused for good', () => {
    const outbox = outboxOf();
    fill(outbox, 3);
    messageOf(outbox);
    const dropped = outbox.failed({ isRetryable: false, retryAtMs: 0 }, 0);
    expect(dropped).toEqual({ reason: 'refused', keys: ['id0/opened', 'id1/opened', 'id2/opened'] });
    expect(outbox.next(0).kind).toBe('idle');
  });

  it('gives up what is too old, not what waits beside it', () => {
    const outbox = outboxOf();
    fill(outbox, 1);
    messageOf(outbox);
    fill(outbox, 1, 1, 0);
    fill(outbox, 1, 2, 5_000);
    expect(outbox.next(10_000).dropped).toEqual([]);
    expect(outbox.failed(passing, 10_000)).toBeUndefined();
    const { dropped } = outbox.next(10_001);
    expect(dropped).toEqual([
      { reason: 'age', keys: ['id0/opened'] },
      { reason: 'age', keys: ['id1/opened'] },
    ]);
    expect(messageOf(outbox, 10_001)).toMatchObject({ kind: 'digest', lostCount: 2, signals: [{ id: 'id2' }] });
  });

  it('keeps a digest as long as a part of it is young', () => {
    const outbox = outboxOf();
    fill(outbox, 2, 0, 0);
    fill(outbox, 1, 2, 5_000);
    messageOf(outbox, 5_000);
    outbox.failed(passing, 5_000);
    expect(outbox.next(15_000).dropped).toEqual([]);
    expect(outbox.next(15_001)).toMatchObject({ kind: 'idle', dropped: [{ reason: 'age' }] });
  });

  it('makes room by giving up the oldest, never the message under way', () => {
    const outbox = outboxOf({ maxWaiting: 2 });
    fill(outbox, 1);
    messageOf(outbox);
    fill(outbox, 2, 1);
    expect(outbox.offer(openedNews('id3'), 0)).toMatchObject({
      dropped: [{ reason: 'overflow', keys: ['id1/opened'] }],
    });
    expect(outbox.accepted(0)).toEqual(['id0/opened']);
    expect(messageOf(outbox)).toMatchObject({ kind: 'digest', lostCount: 1, signals: [{ id: 'id2' }, { id: 'id3' }] });
  });

  it('waits for the pace and for the other side, whichever is later', () => {
    const outbox = new Outbox(rules, new Pace([{ count: 1, perMs: 1_000 }]), recalledOf('it', []));
    fill(outbox, 1);
    messageOf(outbox, 0);
    outbox.failed({ isRetryable: true, retryAtMs: 200 }, 100);
    expect(outbox.next(200)).toMatchObject({ kind: 'wait', untilMs: 1_100 });
    messageOf(outbox, 1_100);
    outbox.failed({ isRetryable: true, retryAtMs: 9_000 }, 1_100);
    expect(outbox.next(2_100)).toMatchObject({ kind: 'wait', untilMs: 9_000 });
  });

  it('does not wait for hours because the clock was set back', () => {
    const outbox = outboxOf();
    fill(outbox, 1, 0, 7_200_000);
    messageOf(outbox, 7_200_000);
    outbox.failed({ isRetryable: true, retryAtMs: 7_201_000 }, 7_200_000);
    expect(outbox.next(7_200_500)).toMatchObject({ kind: 'wait', untilMs: 7_201_000 });
    expect(outbox.next(3_600_000)).toMatchObject({ kind: 'send', tryNumber: 2 });
  });

  it('goes on where an earlier run has ended, and repeats nothing', () => {
    const note = (kind: 'said' | 'dropped', id: string): NotificationNote => ({
      kind,
      notifier: 'it',
      key: `${id}/opened`,
      atMs: 1,
    });
    const waiting = (id: string, notifier = 'it'): NotificationNote => ({
      kind: 'waiting',
      notifier,
      key: `${id}/opened`,
      atMs: 1,
      news: openedNews(id),
    });
    const notes = [
      note('said', 'a'),
      waiting('b'),
      waiting('c'),
      waiting('a'),
      note('dropped', 'c'),
      waiting('d', 'x'),
    ];
    const outbox = outboxOf({}, [...notes, waiting('b')]);
    for (const id of ['a', 'b', 'c']) expect(outbox.offer(openedNews(id), 0)).toBeUndefined();
    expect(drained(outbox)).toEqual(['opened 1']);
    expect(outbox.offer(openedNews('d'), 0)).toBeDefined();
  });

  it('remembers the latest twenty thousand pieces of news', () => {
    const outbox = outboxOf({ maxWaiting: 1 });
    fill(outbox, 20_000);
    expect(outbox.offer(openedNews('id0'), 0)).toBeUndefined();
    fill(outbox, 1, 20_000);
    expect(outbox.offer(openedNews('id1'), 0)).toBeUndefined();
    expect(outbox.offer(openedNews('id0'), 0)).toBeDefined();
  });

  it('an answer to nothing changes nothing', () => {
    const outbox = outboxOf();
    expect(outbox.accepted(0)).toEqual([]);
    expect(outbox.failed(passing, 0)).toBeUndefined();
    expect(outbox.next(0)).toEqual({ kind: 'idle', dropped: [] });
  });
});

it('a message is not made of nothing', () => {
  expect(() => compose([], { market: 'live', isDigest: true, lostCount: 1 })).toThrow('a message needs news');
});
