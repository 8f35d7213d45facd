/**
 * Things by key, each with the exchange time of the word it rests on. A thing that is gone leaves its time behind, so
 * that an older word does not bring it back. Times from before the last snapshot are forgotten: it speaks for them.
 */
export interface VersionedTable<K, T> {
  readonly rows: ReadonlyMap<K, T>;
  readonly toldAtMs: ReadonlyMap<K, number>;
}

/** A word on one thing; `row` is `undefined` when the word is that it is gone. */
export interface Told<K, T> {
  readonly key: K;
  readonly row: T | undefined;
  readonly atMs: number;
}

export const emptyTable = <K, T>(): VersionedTable<K, T> => ({ rows: new Map(), toldAtMs: new Map() });

/**
 * The table after words that came by event. What the last snapshot (`coveredToMs`) covers, and what is older than the
 * word held, changes nothing; of two words of one instant the later to come counts.
 */
export function tell<K, T>(
  table: VersionedTable<K, T>,
  words: readonly Told<K, T>[],
  coveredToMs: number,
): VersionedTable<K, T> {
  const news = words.filter(({ key, atMs }) => atMs > coveredToMs && atMs >= (table.toldAtMs.get(key) ?? 0));
  if (news.length === 0) return table;
  const rows = new Map(table.rows);
  const toldAtMs = new Map(table.toldAtMs);
  for (const { key, row, atMs } of news) {
    set(rows, key, row);
    toldAtMs.set(key, atMs);
  }
  return { rows, toldAtMs };
}

/**
 * The table after a snapshot that holds everything up to `coveredToMs`, and some of what came later. Words up to that
 * instant give way to it; later ones stay, unless the snapshot has a still later one.
 */
export function replace<K, T>(
  table: VersionedTable<K, T>,
  words: readonly Told<K, T>[],
  coveredToMs: number,
): VersionedTable<K, T> {
  const rows = new Map<K, T>();
  const toldAtMs = new Map<K, number>();
  for (const [key, atMs] of table.toldAtMs) {
    if (atMs <= coveredToMs) continue;
    set(rows, key, table.rows.get(key));
    toldAtMs.set(key, atMs);
  }
  for (const { key, row, atMs } of words) {
    const heldAtMs = toldAtMs.get(key);
    if (heldAtMs !== undefined && heldAtMs >= atMs) continue;
    set(rows, key, row);
    if (atMs > coveredToMs) toldAtMs.set(key, atMs);
  }
  return { rows, toldAtMs };
}

/** The table as a snapshot is asked for: whatever the clocks say, the answer will be newer than all that is held now. */
export const giveWay = <K, T>({ rows }: VersionedTable<K, T>): VersionedTable<K, T> => ({ rows, toldAtMs: new Map() });

function set<K, T>(rows: Map<K, T>, key: K, row: T | undefined): void {
  if (row === undefined) rows.delete(key);
  else rows.set(key, row);
}
