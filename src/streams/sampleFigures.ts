import { defer, mergeMap, type OperatorFunction, type SchedulerLike } from 'rxjs';

export interface SampleFiguresOptions<T> {
  /** What must be told at once when it changes. */
  readonly stateOf: (figures: T) => unknown;
  /** How long figures without a change of state are held back since the last that passed. */
  readonly periodMs: number;
  /** Transport time. */
  readonly scheduler: Pick<SchedulerLike, 'now'>;
}

/**
 * Of figures that change all the time, lets through those whose state has changed, and from time to time the others.
 * Holds the last state. Needs no timer: figures that still change are told again by themselves.
 */
export const sampleFigures = <T extends object>({
  stateOf,
  periodMs,
  scheduler,
}: SampleFiguresOptions<T>): OperatorFunction<T, T & { readonly isRefresh: boolean }> => {
  return (figures$) =>
    defer(() => {
      let toldAtMs = Number.NEGATIVE_INFINITY;
      let toldState: unknown;
      return figures$.pipe(
        mergeMap((figures) => {
          const nowMs = scheduler.now();
          const state = stateOf(figures);
          const isRefresh = toldAtMs > Number.NEGATIVE_INFINITY && Object.is(state, toldState);
          const sinceMs = nowMs - toldAtMs;
          // A clock that was set back must not silence them.
          if (isRefresh && sinceMs >= 0 && sinceMs < periodMs) return [];
          toldAtMs = nowMs;
          toldState = state;
          return [{ ...figures, isRefresh }];
        }),
      );
    });
};
