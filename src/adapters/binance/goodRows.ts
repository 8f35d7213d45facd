import { of, throwError, type Observable } from 'rxjs';
import type { z } from 'zod';
import type { MarketSettings } from './options.js';
import { replyError } from './readReply.js';
import { readRows } from './readRows.js';
import type { RestReply } from './rest.js';

export interface RowsOptions<T> extends Pick<MarketSettings, 'onBadRow'> {
  readonly schema: z.ZodType<T>;
  /** Names the list in reasons; empty when it is the answer itself. */
  readonly place: string;
}

/** The readable rows; the others go to `onBadRow`. A list of which nothing can be read is a wrong answer. */
export function goodRows<T>(
  reply: RestReply<unknown>,
  rows: readonly unknown[],
  { schema, place, onBadRow }: RowsOptions<T>,
): Observable<readonly T[]> {
  const { good, bad } = readRows(rows, schema, place);
  const [firstBad] = bad;
  if (firstBad && good.length === 0) return throwError(() => replyError(reply, firstBad.reason));
  bad.forEach(onBadRow);
  return of(good);
}
