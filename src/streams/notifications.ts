import { connect, defer, filter, map, merge, type Observable } from 'rxjs';
import { NewsDesk, type NewsRules } from '../core/notifications/newsDesk.js';
import type { Signal } from '../domain/signal.js';
import type { Notifier } from '../ports/notifier.js';
import { notifierQueue, type NotificationEvent, type NotifierQueueDeps } from './notifierQueue.js';

export interface NotificationsDeps extends NotifierQueueDeps {
  readonly signals$: Observable<Signal>;
  /** Each with a name of its own. */
  readonly notifiers: readonly Notifier[];
  readonly rules: NewsRules & NotifierQueueDeps['rules'];
}

/**
 * Tells every notifier of the signals that are news. Each has a queue, a pace and retries of its own, so that one that
 * is slow, down or hangs holds up nobody: neither the others nor who sends the signals. A piece of news is told once by
 * its key, also across runs: it is noted when it is queued, and again when it was taken, before the next message goes. A
 * process that is killed between these two repeats that one message. What is given up is told. Completes when the signals
 * have ended and nothing waits any more; fails only for a bug.
 */
export const notifications = (deps: NotificationsDeps): Observable<NotificationEvent> =>
  defer(() => {
    const desk = new NewsDesk(deps.rules);
    return deps.signals$.pipe(
      map((signal) => desk.read(signal)),
      filter((news) => news !== undefined),
      connect((news$) => merge(...deps.notifiers.map((notifier) => notifierQueue(news$, notifier, deps)))),
    );
  });
