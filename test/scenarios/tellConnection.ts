import type { AccountEvent } from '../../src/domain/account.js';
import type { MarkPricesEvent } from '../../src/domain/derivatives.js';
import type { FeedEvent, KlineEvent, PricesEvent, Topic } from '../../src/domain/feed.js';

/** Data that is a letter. */
export interface Said {
  readonly kind: 'said';
  readonly frame: string;
}

/** `1 opened a b`, `1 lost FEED_CLOSED`, `1 silent b`, `bad frame`, `refused`, `waiting`; data is not news. */
export function tellConnection(
  event: FeedEvent<Said | KlineEvent | PricesEvent | MarkPricesEvent | AccountEvent>,
): readonly string[] {
  switch (event.kind) {
    case 'opened': {
      const opened = `${event.connection} opened ${listOf(event.topics)}`;
      return [event.replaces === undefined ? opened : `${opened} for ${event.replaces}`];
    }
    case 'lost':
      return [`${event.connection} lost ${event.error.code}`];
    case 'silent':
      return [`${event.connection} silent ${listOf(event.topics)}`];
    case 'badFrame':
      return ['bad frame'];
    case 'refused':
    case 'waiting':
      return [event.kind];
    default:
      return [];
  }
}

export const listOf = (topics: ReadonlySet<Topic>): string => [...topics].join(' ');
