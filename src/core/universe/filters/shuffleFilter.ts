import { needsNothing, type UniverseFilter } from '../filter.js';

export interface ShuffleFilterOptions {
  readonly seed: number;
}

/**
 * Refuses nothing, and puts the candidates into an order that `seed` and their names alone decide: a symbol more or less
 * leaves the order of the others. As freqtrade's `ShuffleFilter`.
 */
export const shuffleFilter = ({ seed }: ShuffleFilterOptions): UniverseFilter => ({
  name: 'ShuffleFilter',
  needs: needsNothing,
  apply: (candidates) => ({
    passed: candidates
      .map((candidate) => ({ candidate, key: sortKey(seed, candidate.symbol) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ candidate }) => candidate),
    refused: [],
  }),
});

/** The name makes keys of equal hashes different. */
const sortKey = (seed: number, symbol: string): string =>
  `${hash32(`${seed} ${symbol}`).toString(16).padStart(8, '0')} ${symbol}`;

/** FNV-1a, 32 bit, over UTF-16 code units, finished as MurmurHash3 does so that near names end far apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
