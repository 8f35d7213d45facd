import type { NotifierReport } from '../report/report.js';
import type { NotificationEvent } from '../../streams/notifierQueue.js';

type Counts = { -readonly [K in Exclude<keyof NotifierReport, 'notifier'>]: number };

/** Counts what happens to the messages of one notifier. */
export class NotifierTally {
  readonly #notifier: string;
  readonly #counts: Counts = {
    sent: 0,
    news: 0,
    digests: 0,
    failed: 0,
    repeated: 0,
    known: 0,
    dropped: 0,
    waiting: 0,
  };

  /** `waiting` are pieces of news left by an earlier run. */
  constructor(notifier: string, waiting: number) {
    this.#notifier = notifier;
    this.#counts.waiting = waiting;
  }

  get report(): NotifierReport {
    return { notifier: this.#notifier, ...this.#counts };
  }

  count(event: NotificationEvent): void {
    const counts = this.#counts;
    switch (event.kind) {
      case 'queued':
        counts.waiting += 1;
        break;
      case 'known':
        counts.known += 1;
        break;
      case 'delivered': {
        const news = event.message.kind === 'digest' ? event.message.signals.length : 1;
        counts.sent += 1;
        counts.news += news;
        counts.waiting -= news;
        if (event.message.kind === 'digest') counts.digests += 1;
        if (event.tryNumber > 1) counts.repeated += 1;
        break;
      }
      case 'failed':
        counts.failed += 1;
        if (event.tryNumber > 1) counts.repeated += 1;
        break;
      case 'dropped':
        counts.dropped += event.count;
        counts.waiting -= event.count;
        break;
      case 'memory':
        break;
    }
  }
}
