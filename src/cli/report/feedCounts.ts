import type { AccountEvent } from '../../domain/account.js';
import type { MarkPricesEvent } from '../../domain/derivatives.js';
import type { FeedEvent, KlineEvent, PricesEvent } from '../../domain/feed.js';
import { ConnectionCounts } from './connectionCounts.js';
import type { FeedReport } from './report.js';

/** Counts what one feed says. */
export class FeedCounts {
  readonly #name: string;
  readonly #connections = new ConnectionCounts();
  readonly #counts = { frames: 0, badFrames: 0, stale: 0 };

  constructor(name: string) {
    this.#name = name;
  }

  get report(): FeedReport {
    const { open, reopened, report } = this.#connections;
    const { frames, badFrames, stale } = this.#counts;
    return { name: this.#name, sockets: open, frames, badFrames, reconnects: reopened, stale, connections: report };
  }

  count(event: FeedEvent<KlineEvent | PricesEvent | MarkPricesEvent | AccountEvent>): void {
    const counts = this.#counts;
    switch (event.kind) {
      case 'lost':
        if (event.error.code === 'FEED_STALE') counts.stale += 1;
        this.#connections.note(event);
        break;
      case 'opened':
      case 'closed':
      case 'waiting':
        this.#connections.note(event);
        break;
      case 'silent':
        break;
      case 'badFrame':
        counts.badFrames += 1;
        counts.frames += 1;
        break;
      case 'ignored':
        counts.frames += event.frames ?? 1;
        break;
      default:
        counts.frames += 1;
    }
  }
}
