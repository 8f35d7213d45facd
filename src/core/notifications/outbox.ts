import { newsKey, type MarketKind, type Notification, type SignalNews } from '../../domain/notification.js';
import { compose, mostInDigest } from './compose.js';
import { Pace } from './pace.js';
import type { Recalled, WaitingNews } from './recalled.js';

export interface OutboxRules {
  readonly market: MarketKind;
  /** When so many or more wait, they become one message. */
  readonly digestAfter: number;
  /** Beyond so many the oldest is given up. */
  readonly maxWaiting: number;
  /** What has waited longer is given up. */
  readonly maxAgeMs: number;
  /** A message that failed so often is given up. */
  readonly maxTries: number;
}

/**
 * Why news was given up: too many waited, it was too old, its message failed too often, or it was refused for good.
 */
export type DropReason = 'overflow' | 'age' | 'tries' | 'refused';

export interface DroppedNews {
  readonly reason: DropReason;
  readonly keys: readonly string[];
}

/** News that was taken in; `dropped` is what had to make room for it. */
export interface OfferedNews {
  readonly waiting: WaitingNews;
  readonly dropped: readonly DroppedNews[];
}

/** What to do now; `dropped` is what was given up on the way there. */
export type OutboxStep = { readonly dropped: readonly DroppedNews[] } & (
  | { readonly kind: 'idle' }
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'send'; readonly message: Notification; readonly tryNumber: number }
);

/** How an attempt failed. */
export interface Failure {
  readonly isRetryable: boolean;
  /** Nothing may be sent before; wall clock. */
  readonly retryAtMs: number;
}

interface Current {
  readonly message: Notification;
  readonly news: readonly WaitingNews[];
  /** What it says of losses: what is lost after it was composed is for the next to say. */
  readonly lostCount: number;
  tries: number;
}

/** Enough for every signal of weeks; what is older cannot come again. */
const mostKnown = 20_000;

/**
 * What one notifier has to say: news waits here in order, becomes messages, and is given up when it cannot be said. It
 * decides; somebody else sends, and says what came of it. A message that failed is sent again as it was, as long as
 * that makes sense. Holds at most `maxWaiting` pieces of news beside the message under way.
 */
export class Outbox {
  readonly #rules: OutboxRules;
  readonly #pace: Pace;
  readonly #known: Set<string>;
  readonly #waiting: WaitingNews[];
  #current: Current | undefined;
  #retryAtMs = 0;
  /** The wait for a retry began here: by a clock that was set back behind it, it is void. */
  #failedAtMs = 0;
  #lostCount = 0;

  constructor(rules: OutboxRules, pace: Pace, { known, waiting }: Recalled) {
    this.#rules = rules;
    this.#pace = pace;
    this.#known = new Set(known);
    this.#waiting = [...waiting];
  }

  /** Takes news in. `undefined` when it is known: it waits, was said or was given up, now or in an earlier run. */
  offer(news: SignalNews, nowMs: number): OfferedNews | undefined {
    const key = newsKey(news);
    if (this.#known.has(key)) return undefined;
    this.#known.add(key);
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.values().next().value!);
    const waiting = { key, news, queuedAtMs: nowMs };
    this.#waiting.push(waiting);
    return { waiting, dropped: this.#giveUpExcess() };
  }

  /** Sends are due one at a time: it is asked again when the message it gave was `accepted` or has `failed`. */
  next(nowMs: number): OutboxStep {
    const dropped = this.#giveUp(nowMs);
    if (!this.#current && this.#waiting.length === 0) return { kind: 'idle', dropped };
    const retryAtMs = nowMs < this.#failedAtMs ? nowMs : this.#retryAtMs;
    const freeAtMs = Math.max(this.#pace.freeAtMs(nowMs), retryAtMs);
    if (freeAtMs > nowMs) return { kind: 'wait', untilMs: freeAtMs, dropped };
    this.#current ??= this.#compose();
    return { kind: 'send', message: this.#current.message, tryNumber: this.#current.tries + 1, dropped };
  }

  /** The message was taken. Returns the keys of what was said. */
  accepted(nowMs: number): readonly string[] {
    const { news, lostCount } = this.#current ?? { news: [], lostCount: 0 };
    this.#pace.went(nowMs);
    this.#current = undefined;
    this.#retryAtMs = 0;
    this.#lostCount -= lostCount;
    return keysOf(news);
  }

  /** The attempt came to nothing. Returns what was given up for it. */
  failed({ isRetryable, retryAtMs }: Failure, nowMs: number): DroppedNews | undefined {
    this.#pace.went(nowMs);
    this.#retryAtMs = retryAtMs;
    this.#failedAtMs = nowMs;
    const current = this.#current;
    if (!current) return undefined;
    current.tries += 1;
    if (isRetryable && current.tries < this.#rules.maxTries) return undefined;
    return this.#drop(isRetryable ? 'tries' : 'refused', current);
  }

  #compose(): Current {
    const isDigest = this.#waiting.length >= this.#rules.digestAfter || this.#lostCount > 0;
    const news = this.#waiting.splice(0, isDigest ? mostInDigest : 1);
    const message = compose(
      news.map(({ news: said }) => said),
      { market: this.#rules.market, isDigest, lostCount: this.#lostCount },
    );
    return { message, news, lostCount: this.#lostCount, tries: 0 };
  }

  /** A message is too old when all of it is: half of a digest is still worth telling. */
  #giveUp(nowMs: number): readonly DroppedNews[] {
    const isOld = ({ queuedAtMs }: WaitingNews): boolean => nowMs - queuedAtMs > this.#rules.maxAgeMs;
    const dropped: DroppedNews[] = [];
    if (this.#current?.news.every(isOld)) dropped.push(this.#drop('age', this.#current));
    // In the order of their queueing: the old ones come first.
    const firstYoung = this.#waiting.findIndex((waiting) => !isOld(waiting));
    const oldCount = firstYoung === -1 ? this.#waiting.length : firstYoung;
    if (oldCount > 0) dropped.push(this.#lost('age', this.#waiting.splice(0, oldCount)));
    return [...dropped, ...this.#giveUpExcess()];
  }

  #giveUpExcess(): readonly DroppedNews[] {
    const excess = this.#waiting.length - this.#rules.maxWaiting;
    return excess > 0 ? [this.#lost('overflow', this.#waiting.splice(0, excess))] : [];
  }

  #drop(reason: DropReason, { news }: Current): DroppedNews {
    this.#current = undefined;
    return this.#lost(reason, news);
  }

  #lost(reason: DropReason, news: readonly WaitingNews[]): DroppedNews {
    this.#lostCount += news.length;
    return { reason, keys: keysOf(news) };
  }
}

const keysOf = (news: readonly WaitingNews[]): readonly string[] => news.map(({ key }) => key);
