import { concatMap, type Observable } from 'rxjs';
import { nearest } from '../../config/nearest.js';
import { BadInputError } from '../../domain/errors.js';
import type { KeptSignal, SignalRecords } from '../../ports/signalRecords.js';

const idsNamed = 3;
/** Of less it cannot be told what was meant. */
const leastForGuess = 6;

/**
 * The kept signal whose id begins with `text`. Fails with a `BadInputError` that names others when there is none, or more
 * than one; `folder` is where they are kept.
 */
export const findSignal = (store: SignalRecords, text: string, folder: string): Observable<KeptSignal> =>
  store.ids().pipe(concatMap((ids) => store.read(idIn(ids, text, folder))));

function idIn(ids: readonly string[], text: string, folder: string): string {
  const wanted = text.toLowerCase();
  const matching = ids.filter((id) => id.startsWith(wanted));
  if (wanted !== '' && matching.length === 1) return matching[0]!;
  const expected = matching.length > 1 ? 'write more of the one that is meant' : hint(wanted, ids);
  const found =
    matching.length > 1
      ? `\`${text}\` is the beginning of ${matching.length} signals, ${named(matching)}`
      : `no signal that begins with \`${text}\` is kept in ${folder}`;
  throw new BadInputError(`${found}; ${expected}`, { place: 'id', found: text, expected });
}

function hint(wanted: string, ids: readonly string[]): string {
  if (ids.length === 0) return 'none is kept there: run `candlewick scan` until it has opened one';
  const beginnings = ids.map((id) => id.slice(0, Math.max(1, wanted.length)));
  const meant = wanted.length < leastForGuess ? undefined : nearest(wanted, beginnings);
  if (meant !== undefined) return `did you mean \`${ids[beginnings.indexOf(meant)]!}\`?`;
  return `the latest ${ids.length === 1 ? 'is' : 'are'} ${named(ids)}`;
}

const named = (ids: readonly string[]): string =>
  `${ids
    .slice(0, idsNamed)
    .map((id) => `\`${id}\``)
    .join(', ')}${ids.length > idsNamed ? ', …' : ''}`;
