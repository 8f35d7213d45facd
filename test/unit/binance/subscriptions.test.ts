import { Subject, VirtualTimeScheduler, concat, delay, merge, of, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { subscriptionFrames } from '../../../src/adapters/binance/subscriptions.js';
import type { Topic } from '../../../src/domain/feed.js';

interface Sent {
  readonly atMs: number;
  readonly method: string;
  readonly count: number;
  readonly id: number;
}

const series = (from: number, to: number): ReadonlySet<Topic> =>
  new Set(Array.from({ length: to - from }, (_, i) => `S${from + i}USDT/1m`));

/** Plays wishes at their instants and notes what left when, and what the venue would then send. */
function play(wishes: readonly (readonly [atMs: number, topics: ReadonlySet<Topic>])[], topicsPerSubscribe = 100) {
  const scheduler = new VirtualTimeScheduler();
  const topics$ = merge(
    ...wishes.map(([atMs, topics]) => (atMs === 0 ? of(topics) : of(topics).pipe(delay(atMs, scheduler)))),
  );
  const sent: Sent[] = [];
  const onWire = new Set<string>();
  subscriptionFrames(topics$, { topicsPerSubscribe, clientMessagesPerSecond: 5, scheduler }).subscribe((text) => {
    const { method, params, id } = JSON.parse(text) as { method: string; params: string[]; id: number };
    params.forEach((stream) => (method === 'SUBSCRIBE' ? onWire.add(stream) : onWire.delete(stream)));
    sent.push({ atMs: scheduler.now(), method, count: params.length, id });
  });
  scheduler.flush();
  return { sent, onWire };
}

describe('subscriptionFrames', () => {
  it('subscribes at once, in frames 200 ms apart, with running ids', () => {
    const { sent } = play([[0, series(0, 250)]]);
    expect(sent).toEqual([
      { atMs: 0, method: 'SUBSCRIBE', count: 100, id: 1 },
      { atMs: 200, method: 'SUBSCRIBE', count: 100, id: 2 },
      { atMs: 400, method: 'SUBSCRIBE', count: 50, id: 3 },
    ]);
  });

  it('sends only what changes', () => {
    const { sent, onWire } = play([
      [0, series(0, 10)],
      [5_000, series(2, 12)],
    ]);
    expect(sent.slice(1)).toEqual([
      { atMs: 5_000, method: 'UNSUBSCRIBE', count: 2, id: 2 },
      { atMs: 5_200, method: 'SUBSCRIBE', count: 2, id: 3 },
    ]);
    expect(onWire.size).toBe(10);
    expect(onWire).toContain('s11usdt@kline_1m');
    expect(onWire).not.toContain('s1usdt@kline_1m');
  });

  it('replaces the frames still waiting when the wish changes, and keeps the pace', () => {
    const { sent, onWire } = play([
      [0, series(0, 300)],
      [250, series(0, 150)],
      [260, series(120, 130)],
    ]);
    expect(sent).toEqual([
      { atMs: 0, method: 'SUBSCRIBE', count: 100, id: 1 },
      { atMs: 200, method: 'SUBSCRIBE', count: 100, id: 2 },
      { atMs: 400, method: 'UNSUBSCRIBE', count: 100, id: 3 },
      { atMs: 600, method: 'UNSUBSCRIBE', count: 90, id: 4 },
    ]);
    expect(onWire).toEqual(
      new Set([...series(120, 130)].map((topic) => `${topic.toLowerCase().slice(0, -3)}@kline_1m`)),
    );
  });

  it('leaves no trace of a wish withdrawn before its frame left', () => {
    const { sent } = play([
      [0, series(0, 1)],
      [50, series(0, 2)],
      [100, series(0, 1)],
    ]);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing for an empty wish, and lets go of everything for a later one', () => {
    const { sent } = play([
      [0, new Set()],
      [10, series(0, 1)],
      [20, new Set()],
    ]);
    expect(sent.map(({ method }) => method)).toEqual(['SUBSCRIBE', 'UNSUBSCRIBE']);
  });

  it('stays within the pace whatever the wishes do, and ends at the last', () => {
    const wishes = Array.from({ length: 60 }, (_, i) => [i * 37, series(i % 7, 10 + ((i * 13) % 40))] as const);
    const { sent, onWire } = play(wishes, 7);
    const gaps = sent.slice(1).map(({ atMs }, i) => atMs - sent[i]!.atMs);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
    expect(onWire.size).toBe(wishes.at(-1)![1].size);
  });

  it('is one connection each time it is subscribed', () => {
    const scheduler = new VirtualTimeScheduler();
    const topics$ = concat(of(series(0, 1)), NEVER);
    const frames$ = subscriptionFrames(topics$, { topicsPerSubscribe: 9, clientMessagesPerSecond: 5, scheduler });
    const texts: string[] = [];
    frames$.subscribe((text) => texts.push(text)).unsubscribe();
    frames$.subscribe((text) => texts.push(text)).unsubscribe();
    expect(texts).toEqual([texts[0], texts[0]]);
  });

  it('stops with its connection', () => {
    const scheduler = new VirtualTimeScheduler();
    const topics$ = new Subject<ReadonlySet<Topic>>();
    const texts: string[] = [];
    const subscription = subscriptionFrames(topics$, {
      topicsPerSubscribe: 1,
      clientMessagesPerSecond: 5,
      scheduler,
    }).subscribe((text) => texts.push(text));
    topics$.next(series(0, 3));
    subscription.unsubscribe();
    scheduler.flush();
    expect(texts).toHaveLength(1);
    expect(topics$.observed).toBe(false);
  });
});
