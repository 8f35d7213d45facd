import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import type { FeedEvent, IgnoredFrame } from '../../../src/domain/feed.js';
import { conflateIgnored } from '../../../src/streams/conflateIgnored.js';

type Event = FeedEvent<{ readonly kind: 'datum'; readonly id: number }>;

const ignored: IgnoredFrame = { kind: 'ignored' };
const pong: IgnoredFrame = { kind: 'ignored', frames: 0 };

const told = (events: readonly Event[]): Promise<Event[]> =>
  lastValueFrom(from(events).pipe(conflateIgnored, toArray()), { defaultValue: [] });

it('tells the first frame at once and every 16 after it as one', async () => {
  expect(await told(Array.from({ length: 40 }, () => ignored))).toEqual([
    ignored,
    { kind: 'ignored', frames: 16 },
    { kind: 'ignored', frames: 16 },
  ]);
});

it('passes pongs and everything else as it comes, and never counts more frames than there were', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.constant(ignored),
          fc.constant(pong),
          fc.nat().map((id) => ({ kind: 'datum' as const, id })),
        ),
      ),
      async (events: Event[]) => {
        const out = await told(events);
        const others = (all: readonly Event[]) => all.filter((event) => event.kind !== 'ignored' || event.frames === 0);
        expect(others(out)).toEqual(others(events));
        const frames = (all: readonly Event[]) =>
          all.reduce((sum, event) => sum + (event.kind === 'ignored' ? (event.frames ?? 1) : 0), 0);
        expect(frames(events) - frames(out)).toBeGreaterThanOrEqual(0);
        expect(frames(events) - frames(out)).toBeLessThan(16);
      },
    ),
  ));
