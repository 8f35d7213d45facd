/** Letters to insert, delete or replace to make `b` of `a`. */
function editCount(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(a).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(b).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min((row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The known word that was most likely meant; `undefined` when none is near. Letter case does not count. */
export function nearestWord(found: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((word) => ({ word, edits: editCount(found.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best && best.edits <= Math.max(2, Math.floor(found.length / 3)) ? best.word : undefined;
}
