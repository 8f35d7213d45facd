import { take, throwError, timeout, type Observable, type SchedulerLike } from 'rxjs';
import { NotifierUnreachableError } from '../domain/errors.js';
import type { Notification } from '../domain/notification.js';
import type { Delivery, Notifier } from '../ports/notifier.js';

/**
 * Tries once to deliver, and no longer than `timeoutMs`. Emits once. Errors: those of the notifier, and a
 * `NotifierUnreachableError` when the time is over.
 */
export const deliverWithin = (
  { name, deliver }: Notifier,
  message: Notification,
  timeoutMs: number,
  scheduler: SchedulerLike,
): Observable<Delivery> =>
  deliver(message).pipe(
    take(1),
    timeout({
      first: timeoutMs,
      scheduler,
      with: () => {
        const reason = `no answer within ${timeoutMs} ms`;
        return throwError(() => new NotifierUnreachableError(`${name}: ${reason}`, { notifier: name, reason }));
      },
    }),
  );
