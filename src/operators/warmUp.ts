import { concatMap, defaultIfEmpty, defer, map, merge, take, type Observable } from 'rxjs';
import { keepNewer, type IsNewer } from './keepNewer.js';

export interface WarmUpOptions<T> {
  /** What goes on for ever; may be hot, and may speak while it is being subscribed to. */
  readonly live$: Observable<T>;
  /** Asks for the past, oldest first. Only its first answer counts; completing without one means there is no past. */
  readonly snapshot: () => Observable<readonly T[]>;
  /** The most live values to hold while the snapshot loads: beyond it the oldest give way, for the snapshot to have. Default: all. */
  readonly maxHeld?: number;
  /** Drops what is not newer than the value before it. Absent: nothing is dropped, the consumer de-duplicates. */
  readonly isNewer?: IsNewer<T>;
}

/**
 * The snapshot, then what was live while it loaded, then live.
 * In plain words: listen first, then ask what was missed, and tell it all in order.
 *
 * ```
 * live      -c-d---e-|
 * snapshot  ----s|
 * > warmUp
 * out       ----W--e-|
 * ```
 *
 * Live is subscribed before the snapshot is asked for, both at once on subscription: a series that does not trade warms
 * up too. An error of either passes through; live may complete before the snapshot is there.
 * Holds the live values that arrive until the snapshot is there, at most `maxHeld`, and nothing afterwards but the last
 * value (`isNewer`).
 * Spec: marbles/warmUp/live-during-the-snapshot-is-kept.marble
 */
export function warmUp<T>({ live$, snapshot, maxHeld = Infinity, isNewer }: WarmUpOptions<T>): Observable<T> {
  const warm$ = defer(() => {
    const held: T[] = [];
    let isWarm = false;
    const onLive = (value: T): readonly T[] => {
      if (isWarm) return [value];
      held.push(value);
      if (held.length > maxHeld) held.shift();
      return [];
    };
    const onSnapshot = (rows: readonly T[]): readonly T[] => {
      isWarm = true;
      return [...rows, ...held.splice(0)];
    };
    return merge(
      live$.pipe(map((value) => () => onLive(value))),
      defer(snapshot).pipe(
        take(1),
        defaultIfEmpty<readonly T[], readonly T[]>([]),
        map((rows) => () => onSnapshot(rows)),
      ),
      // One at a time: what live says while the past is being told waits for its end.
    ).pipe(concatMap((step) => step()));
  });
  return isNewer ? warm$.pipe(keepNewer(isNewer)) : warm$;
}
