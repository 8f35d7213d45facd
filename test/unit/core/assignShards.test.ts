import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignShards, noShards, type ShardAssignment } from '../../../src/core/feeds/assignShards.js';

const topics = (...names: string[]): ReadonlySet<string> => new Set(names);
const shown = (shards: ShardAssignment): Record<string, string> =>
  Object.fromEntries([...shards].map(([shard, held]) => [shard, [...held].join('')]));

describe('assignShards', () => {
  it('fills one shard after the other', () => {
    expect(shown(assignShards(noShards, topics('a', 'b', 'c', 'd', 'e'), 2))).toEqual({ 1: 'ab', 2: 'cd', 3: 'e' });
  });

  it('moves nothing that has a place: gaps are filled, empty shards dropped', () => {
    const before = assignShards(noShards, topics('a', 'b', 'c', 'd', 'e'), 2);
    const after = assignShards(before, topics('a', 'e', 'x', 'y'), 2);
    expect(shown(after)).toEqual({ 1: 'ax', 3: 'ey' });
  });

  it('hands on the very set of a shard that did not change', () => {
    const before = assignShards(noShards, topics('a', 'b', 'c'), 2);
    const after = assignShards(before, topics('a', 'b', 'c', 'd'), 2);
    expect(after.get(1)).toBe(before.get(1));
    expect(after.get(2)).not.toBe(before.get(2));
  });

  it('holds every topic exactly once, never too many in a shard, through any changes', () => {
    const sets = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sets, fc.integer({ min: 1, max: 5 }), (steps, max) => {
        let shards = noShards;
        for (const wanted of steps) {
          const before = shards;
          shards = assignShards(before, new Set(wanted), max);
          const held = [...shards.values()].flatMap((one) => [...one]);
          expect(held.sort()).toEqual([...wanted].sort());
          for (const [shard, one] of shards) {
            expect(one.size).toBeLessThanOrEqual(max);
            for (const topic of one) for (const [other, was] of before) if (was.has(topic)) expect(other).toBe(shard);
          }
        }
      }),
    );
  });
});
