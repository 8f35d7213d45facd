import type { FeedEvent, KlineEvent, PricesEvent } from '../../domain/feed.js';
import type { RunReport } from './report.js';

/** Counts what one feed says. Holds the numbers of its connections. */
export class FeedCounts {
  readonly #name: string;
  readonly #open = new Set<number>();
  readonly #known = new Set<number>();
  readonly #counts = { frames: 0, badFrames: 0, reconnects: 0, stale: 0 };

  constructor(name: string) {
    this.#name = name;
  }

  get report(): RunReport['feeds'][number] {
    return { name: this.#name, sockets: this.#open.size, ...this.#counts };
  }

  /** A connection keeps its number over reconnects; one that takes over from another as planned has a new one. */
  count(event: FeedEvent<KlineEvent | PricesEvent>): void {
    const counts = this.#counts;
    switch (event.kind) {
      case 'opened':
        if (this.#known.has(event.connection)) counts.reconnects += 1;
        this.#known.add(event.connection);
        this.#open.add(event.connection);
        if (event.replaces !== undefined) this.#forget(event.replaces);
        break;
      case 'lost':
        this.#open.delete(event.connection);
        if (event.error.code === 'FEED_STALE') counts.stale += 1;
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

  #forget(connection: number): void {
    this.#open.delete(connection);
    this.#known.delete(connection);
  }
}
