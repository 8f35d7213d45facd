import { filter, switchMap, take, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { WarmUpProgress } from './warmUpProgress.js';

/** Subscribes to the source once the warm-up is complete: until then, what can be asked for belongs to that. */
export const afterWarmUp =
  <T>(warmUp$: Observable<WarmUpProgress>): MonoTypeOperatorFunction<T> =>
  (source$) =>
    warmUp$.pipe(
      filter(({ isComplete }) => isComplete),
      take(1),
      switchMap(() => source$),
    );
