/** Number of letters to insert, delete or replace to make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, charOfA] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, charOfB] of Array.from(b).entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (charOfA === charOfB ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * The end of a sentence about an unknown word: `; did you mean "warmUp"?` when one is near, else a list of the known.
 * Near = at most a third of its letters (and at least two) differ, letter case aside.
 */
export function suggestion(word: string, known: Iterable<string>): string {
  const candidates = [...known].map((name) => ({
    name,
    distance: editDistance(word.toLowerCase(), name.toLowerCase()),
  }));
  const [best] = candidates.toSorted((a, b) => a.distance - b.distance);
  if (!best) return '; none is known';
  if (best.distance <= Math.max(2, word.length / 3)) return `; did you mean "${best.name}"?`;
  return `; known: ${candidates.map(({ name }) => name).join(', ')}`;
}
