import { defer, of } from 'rxjs';
import { notificationText } from '../../domain/notificationText.js';
import type { Notifier } from '../../ports/notifier.js';

/** Control characters of a symbol must not reach a terminal. */
const control = /\p{Cc}/gu;

/** Says each message by `write`, on one line; of a digest one line for each signal. */
export const terminalNotifier = (write: (line: string) => void): Notifier => ({
  name: 'terminal',
  limits: [],
  deliver: (notification) =>
    defer(() => {
      const { title, lines } = notificationText(notification);
      const shown = notification.kind === 'digest' ? [title, ...lines] : [[title, ...lines].join('; ')];
      for (const line of shown) write(line.replaceAll(control, '?'));
      return of({ reference: shown.length === 1 ? 'one line' : `${shown.length} lines` });
    }),
});
