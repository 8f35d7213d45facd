import type { SignalNews } from '../../domain/notification.js';
import type { FactorPart, Signal } from '../../domain/signal.js';

export interface NewsRules {
  readonly events: readonly SignalNews['kind'][];
  /** A signal that was opened by a lower score, up or down, is not told of; null: every signal is. */
  readonly minScore: number | null;
}

/**
 * Decides what of all signals is news: those that were opened with enough of a score, and the end of those. Updates are
 * not. Holds one number for each signal that is open.
 */
export class NewsDesk {
  readonly #rules: NewsRules;
  /** Signals that matter, with the price at which they were opened. */
  readonly #followed = new Map<string, number | null>();

  constructor(rules: NewsRules) {
    this.#rules = rules;
  }

  /** What to tell of it; `undefined` when it is no news. */
  read(signal: Signal): SignalNews | undefined {
    const { events, minScore } = this.#rules;
    if (signal.kind === 'opened') {
      if (Math.abs(signal.score) < (minScore ?? 0)) return undefined;
      this.#followed.set(signal.id, known(signal.price));
      return events.includes('opened')
        ? { kind: 'opened', ...factsOf(signal), parts: signal.parts.flatMap(spokenPart) }
        : undefined;
    }
    if (signal.kind !== 'closed') return undefined;
    const openedPrice = this.#followed.get(signal.id);
    if (openedPrice === undefined) return undefined;
    this.#followed.delete(signal.id);
    return events.includes('closed')
      ? { kind: 'closed', ...factsOf(signal), cause: signal.cause, openedPrice }
      : undefined;
  }
}

const factsOf = ({ id, symbol, direction, score, price, atMs, openedAtMs }: Signal) => ({
  id,
  symbol,
  direction,
  score,
  price: known(price),
  atMs,
  openedAtMs,
});

const known = (price: number): number | null => (Number.isFinite(price) ? price : null);

const spokenPart = ({ factor, kind, score }: FactorPart) => (score === undefined ? [] : [{ factor, kind, score }]);
