import { single, take, type Observable } from 'rxjs';

/** The one value of an Observable that emits once and completes; rejects when it does anything else. */
export const valueOf = <T>(source$: Observable<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    source$.pipe(single()).subscribe({ next: resolve, error: reject });
  });

/** The next value of an Observable that goes on. */
export const nextOf = <T>(source$: Observable<T>): Promise<T> => valueOf(source$.pipe(take(1)));
