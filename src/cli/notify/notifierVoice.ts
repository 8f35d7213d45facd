import type { DropReason } from '../../core/notifications/outbox.js';
import type { NotificationEvent } from '../../streams/notifierQueue.js';
import type { Presenter } from '../present/presenter.js';
import type { NotifierReport } from '../report/report.js';

const reasons: Readonly<Record<DropReason, string>> = {
  overflow: 'too many waited',
  age: 'they could not be sent for too long',
  tries: 'they failed too often',
  refused: 'they were refused',
};

/** Says once that messages do not get through, once that some were given up, and once that they get through again. */
export class NotifierVoice {
  readonly #presenter: Pick<Presenter, 'say' | 'warn'>;
  #isFailing = false;
  #lostCount = 0;

  constructor(presenter: Pick<Presenter, 'say' | 'warn'>) {
    this.#presenter = presenter;
  }

  tell(event: NotificationEvent): void {
    const { notifier } = event;
    switch (event.kind) {
      case 'failed':
        if (!this.#isFailing)
          this.#presenter.warn(`Messages do not get through: ${event.error.message.replace(/\.$/, '')}; trying on.`);
        this.#isFailing = true;
        break;
      case 'dropped':
        if (this.#lostCount === 0)
          this.#presenter.warn(`Messages for ${notifier} are given up: ${reasons[event.reason]}.`);
        this.#lostCount += event.count;
        break;
      case 'delivered': {
        const lost = this.#lostCount === 0 ? '' : ` ${given(this.#lostCount)} given up meanwhile.`;
        if (this.#isFailing || lost !== '') this.#presenter.say(`Messages for ${notifier} get through again.${lost}`);
        this.#isFailing = false;
        this.#lostCount = 0;
        break;
      }
      case 'memory':
        this.#presenter.warn(event.sentence);
        break;
      case 'queued':
      case 'known':
        break;
    }
  }
}

/** What is left to say at the end; `undefined` when everything was sent. */
export function endSentence({ notifier, waiting, dropped }: NotifierReport, isKept: boolean): string | undefined {
  const parts = [
    ...(dropped > 0 ? [`${given(dropped)} given up`] : []),
    ...(waiting > 0 ? [isKept ? `${waiting} left to the next run` : `${given(waiting)} not sent`] : []),
  ];
  return parts.length === 0 ? undefined : `Messages for ${notifier}: ${parts.join(', ')}.`;
}

const given = (count: number): string => `${count} ${count === 1 ? 'was' : 'were'}`;
