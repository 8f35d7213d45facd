import type { z } from 'zod';
import type { BadFrame } from '../../domain/feed.js';
import { badFrame } from './badFrame.js';
import { validate } from './validate.js';

/** A list read row by row: one bad row costs itself, not its neighbours. */
export interface Rows<T> {
  readonly good: readonly T[];
  readonly bad: readonly BadFrame[];
}

/**
 * Checks each row on its own. `place` names the list: `symbols` gives reasons such as `symbols[3].status: …`.
 * Rows that `skip` says are not ours are neither good nor bad.
 */
export function readRows<T>(
  rows: readonly unknown[],
  schema: z.ZodType<T>,
  place: string,
  skip: (row: unknown) => boolean = () => false,
): Rows<T> {
  const good: T[] = [];
  const bad: BadFrame[] = [];
  for (const [index, row] of rows.entries()) {
    if (skip(row)) continue;
    const checked = validate(schema, row, `${place}[${index}]`);
    if (checked.isValid) good.push(checked.value);
    else bad.push(badFrame(checked.reason, JSON.stringify(row)));
  }
  return { good, bad };
}
