import { Observable } from 'rxjs';

export interface KeepInTurnOptions<T> {
  readonly write: (value: T) => Promise<void>;
  /** Runs whenever nothing waits any more. */
  readonly tidy: () => Promise<void>;
  /** Beyond so many the oldest is forgotten: it would not be kept for long. */
  readonly mostWaiting: number;
  readonly inWords: (error: unknown) => string;
}

/**
 * Writes one value after the other, without holding up who sends them. Emits the first failure in words, and goes on.
 * Completes when the source has and everything is written; whoever unsubscribes lets go of what waits.
 */
export const keepInTurn = <T>(
  values$: Observable<T>,
  { write, tidy, mostWaiting, inWords }: KeepInTurnOptions<T>,
): Observable<string> =>
  new Observable<string>((subscriber) => {
    const waiting: T[] = [];
    let isBusy = false;
    let isLast = false;
    let hasFailed = false;

    const attempt = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        if (!hasFailed) subscriber.next(inWords(error));
        hasFailed = true;
      }
    };
    const run = async (): Promise<void> => {
      isBusy = true;
      while (waiting.length > 0) {
        await attempt(write(waiting.shift()!));
        if (waiting.length === 0) await attempt(tidy());
      }
      isBusy = false;
      if (isLast) subscriber.complete();
    };

    const subscription = values$.subscribe({
      next: (value) => {
        waiting.push(value);
        if (waiting.length > mostWaiting) waiting.shift();
        if (!isBusy) void run();
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => {
        isLast = true;
        if (!isBusy) subscriber.complete();
      },
    });
    return () => {
      waiting.length = 0;
      subscription.unsubscribe();
    };
  });
