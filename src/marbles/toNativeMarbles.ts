import type { Item } from './instant.js';

/** A diagram in RxJS's own notation, with what it needs beside it. */
export interface NativeMarbles<E> {
  readonly marbles: string;
  readonly values: Record<string, unknown>;
  readonly error: E | undefined;
}

/** RxJS's group `(ab)` takes a frame for each of its characters, so the next event cannot come earlier. */
export class TickTooShortError extends Error {
  override readonly name = 'TickTooShortError';
}

/**
 * Translates columns of `tickMs` each into RxJS marbles for `TestScheduler.run`: with a tick of 1 s, `a-b` becomes
 * `a 1999ms b`, and a column of four values `(abcd) 994ms `. `toError` makes what `#` throws.
 * Throws `TickTooShortError` when several items share a column and the next one comes before RxJS's group ends.
 */
export function toNativeMarbles<E>(
  columns: readonly (readonly Item[])[],
  tickMs: number,
  toError: (item: Item & { readonly kind: 'error' }) => E,
): NativeMarbles<E> {
  const values: Record<string, unknown> = {};
  let error: E | undefined;
  let marbles = '';
  let writtenMs = 0;

  const marbleOf = (item: Item): string => {
    if (item.kind === 'complete') return '|';
    if (item.kind === 'error') {
      error = toError(item);
      return '#';
    }
    const key = valueKey(Object.keys(values).length);
    values[key] = item.value;
    return key;
  };

  for (const [column, items] of columns.entries()) {
    if (items.length === 0) continue;
    const gapMs = column * tickMs - writtenMs;
    if (gapMs < 0)
      throw new TickTooShortError(`a tick of ${tickMs} ms is ${-gapMs} ms too short to draw column ${column}`);
    const group = items.map(marbleOf).join('');
    const written = items.length === 1 ? group : `(${group})`;
    marbles += `${gapMs > 0 ? ` ${gapMs}ms ` : ''}${written}`;
    writtenMs += gapMs + written.length;
  }
  return { marbles: marbles === '' ? '-' : marbles, values, error };
}

/** `a` … `z`, `A` … `Z`, then letters beyond ASCII: never a character that means something to RxJS. */
function valueKey(index: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return letters[index] ?? String.fromCharCode(0x4e00 + index);
}
