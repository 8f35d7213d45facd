import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  mergeMap,
  repeat,
  share,
  startWith,
  switchMap,
  take,
  takeUntil,
  timer,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';

export interface MakeBeforeBreakOptions<T> {
  /** How long until the connection that starts now is to be replaced. Asked at every start. */
  readonly replaceAfterMs: () => number;
  /** Which values show that a connection delivers. */
  readonly isDelivery: (value: T) => boolean;
  /** How long both go on together once the new one delivers. */
  readonly overlapMs: number;
  /** Which values show that a connection was lost: once its successor delivers, it is let go then. Default: none. */
  readonly isLoss?: (value: T) => boolean;
  /** What is said when a connection has been let go; the first has the number 0. Default: nothing. */
  readonly farewell?: (index: number) => ObservableInput<T>;
  /** Transport time. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Subscribes to `connection$`, and from time to time to a new one, letting go of the old only when the new one delivers.
 * In plain words: open the next door before closing this one.
 *
 * ```
 * connection  -a-b-c-d-e-f-g-
 * connection  --x-y-z-
 * > makeBeforeBreak replaceAfterMs=6000 overlapMs=2000
 * out         -a-b-c-dxey-z-x-
 * ```
 *
 * While two are held both are heard: what they both say comes twice. A new connection that never delivers leaves the old
 * one as it is.
 * Holds nothing of its own. Spec: marbles/feeds/rotation-opens-the-new-before-letting-go.marble
 */
export function makeBeforeBreak<T>(connection$: Observable<T>, options: MakeBeforeBreakOptions<T>): Observable<T> {
  const {
    replaceAfterMs,
    isDelivery,
    overlapMs,
    farewell = () => EMPTY,
    isLoss = () => false,
    scheduler = asyncScheduler,
  } = options;
  return defer(() => {
    const connections$ = defer(() => timer(replaceAfterMs(), scheduler)).pipe(
      repeat(),
      startWith(0),
      map(() => connection$.pipe(share())),
      share(),
    );
    const successorDelivers$ = connections$.pipe(
      switchMap((successor$) => successor$.pipe(filter(isDelivery), take(1))),
      take(1),
    );
    const isToGo = (one$: Observable<T>): Observable<unknown> =>
      successorDelivers$.pipe(switchMap(() => merge(timer(overlapMs, scheduler), one$.pipe(filter(isLoss)))));
    return connections$.pipe(
      mergeMap((one$, index) =>
        concat(
          one$.pipe(takeUntil(isToGo(one$))),
          defer(() => farewell(index)),
        ),
      ),
    );
  });
}
