import { distance } from 'fastest-levenshtein';

/** The candidate that `found` was most likely meant to be; `undefined` when none is near. Letter case does not count. */
export function nearest(found: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(found.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  const mostEdits = Math.max(2, Math.floor(found.length / 3));
  return best && best.edits <= mostEdits ? best.candidate : undefined;
}
