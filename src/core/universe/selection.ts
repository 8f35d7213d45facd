import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Refusal } from './filter.js';

/** Where a member belongs: the liquid core, the movers of the hour, or what must stay whatever the rules say. */
type UniversePool = 'elite' | 'overlay' | 'pinned';

export interface UniverseMember {
  readonly symbol: InstrumentSymbol;
  readonly pools: readonly UniversePool[];
  /** In the quote asset; 0 without figures. */
  readonly quoteVolume24h: number;
  /** In words, at least one. */
  readonly why: readonly string[];
}

/** The universe, and what is not in it: each listed symbol once, in one of the two. */
export interface UniverseSelection {
  /** Market time of the look it was made from. */
  readonly atMs: number;
  /** When the elite in it was chosen. */
  readonly eliteAtMs: number;
  readonly members: readonly UniverseMember[];
  readonly refused: readonly Refusal[];
}

const pinnedWhy = 'it is held, as in an open position';

/** The selection with these symbols in it, whatever was against them; those that were not come last, by name. */
export function withPinned(selection: UniverseSelection, pinned: ReadonlySet<InstrumentSymbol>): UniverseSelection {
  if (pinned.size === 0) return selection;
  const members = selection.members.map((member) =>
    pinned.has(member.symbol)
      ? { ...member, pools: [...member.pools, 'pinned' as const], why: [...member.why, pinnedWhy] }
      : member,
  );
  const known = new Set(members.map(({ symbol }) => symbol));
  const added = [...pinned]
    .filter((symbol) => !known.has(symbol))
    .sort()
    .map((symbol) => ({ symbol, pools: ['pinned' as const], quoteVolume24h: 0, why: [pinnedWhy] }));
  return {
    ...selection,
    members: [...members, ...added],
    refused: selection.refused.filter(({ symbol }) => !pinned.has(symbol)),
  };
}
