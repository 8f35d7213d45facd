import {
  asyncScheduler,
  combineLatest,
  exhaustMap,
  interval,
  map,
  withLatestFrom,
  type Observable,
  type ObservedValueOf,
  type SchedulerLike,
} from 'rxjs';

/** Observables by the name under which a scan reads their latest value. */
export type ScanInputs = Readonly<Record<string, Observable<unknown>>>;

/** The latest value of every input. */
type LatestOf<I extends ScanInputs> = { readonly [K in keyof I]: ObservedValueOf<I[K]> };

export interface ScanCyclesDeps<I extends ScanInputs, R> {
  readonly inputs: I;
  /** One pass. It is subscribed when its cycle begins; the next cycle begins only after it has completed. */
  readonly scan: (latest: LatestOf<I>, cycle: number) => Observable<R>;
  readonly periodMs: number;
  /** Market time. */
  readonly scheduler?: SchedulerLike;
}

export interface ScanCycle<R> {
  /** Counts periods since subscription from 0. A gap is a skipped cycle. */
  readonly cycle: number;
  /** When the cycle began. */
  readonly atMs: number;
  readonly result: R;
}

/**
 * Runs `scan` on the latest inputs once every `periodMs`, from the first period in which every input has spoken.
 * In plain words: the clock decides when, the inputs decide what, and a scan that is too slow costs the next one.
 *
 * ```
 * prices  1-------------
 * pass    -----r|
 * pass    r|
 * > scanCycles periodMs=3000
 * out     --------ab--c-
 * ```
 *
 * A cycle that falls due while a scan is running is skipped, never queued. An error of an input or of a scan passes.
 * Holds the latest value of every input. Spec: marbles/cycles/a-busy-cycle-skips-the-next.marble
 */
export function scanCycles<I extends ScanInputs, R>({
  inputs,
  scan,
  periodMs,
  scheduler = asyncScheduler,
}: ScanCyclesDeps<I, R>): Observable<ScanCycle<R>> {
  return interval(periodMs, scheduler).pipe(
    withLatestFrom(combineLatest(inputs)),
    exhaustMap(([cycle, latest]) => {
      const atMs = scheduler.now();
      return scan(latest, cycle).pipe(map((result) => ({ cycle, atMs, result })));
    }),
  );
}
