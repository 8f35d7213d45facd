import type { Topic } from '../../domain/feed.js';

/** Which connection carries which topics. A shard's set is replaced, never changed, when its topics change. */
export type ShardAssignment = ReadonlyMap<number, ReadonlySet<Topic>>;

export const noShards: ShardAssignment = new Map();

/**
 * Spreads `topics` over shards of at most `maxTopicsPerShard`, moving nothing that already has a place: topics that left
 * are taken out, new ones fill the gaps, then new shards are opened. A shard without topics is dropped; its number is
 * not used again while others are open.
 */
export function assignShards(
  current: ShardAssignment,
  topics: ReadonlySet<Topic>,
  maxTopicsPerShard: number,
): ShardAssignment {
  const placed = new Set<Topic>();
  const next = new Map<number, ReadonlySet<Topic>>();
  for (const [shard, shardTopics] of current) {
    const kept = [...shardTopics].filter((topic) => topics.has(topic));
    for (const topic of kept) placed.add(topic);
    if (kept.length > 0) next.set(shard, kept.length === shardTopics.size ? shardTopics : new Set(kept));
  }
  const unplaced = [...topics].filter((topic) => !placed.has(topic));
  for (const [shard, shardTopics] of next) {
    if (unplaced.length === 0) break;
    const free = maxTopicsPerShard - shardTopics.size;
    if (free > 0) next.set(shard, new Set([...shardTopics, ...unplaced.splice(0, free)]));
  }
  let shard = Math.max(0, ...current.keys());
  while (unplaced.length > 0) next.set((shard += 1), new Set(unplaced.splice(0, maxTopicsPerShard)));
  return next;
}
