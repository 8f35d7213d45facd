import type { InstrumentSymbol } from './kline.js';
import type { CloseCause, Direction } from './signal.js';

/** A market that is only played: what is said of it must not be taken for money. */
export type MarketKind = 'live' | 'simulated';

/** What every piece of news about a signal says. Safe to write as JSON. */
interface SignalNewsFacts {
  /** Of the signal. */
  readonly id: string;
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  /** Now, in [-100, 100]. */
  readonly score: number;
  /** Now; null when it is not known. */
  readonly price: number | null;
  /** Market time of the cycle that says it. */
  readonly atMs: number;
  /** Market time of the cycle that opened the signal. */
  readonly openedAtMs: number;
}

export interface OpenedNews extends SignalNewsFacts {
  readonly kind: 'opened';
  /** What the score is made of: directional scores in [-100, 100], modulators as what the mean is multiplied with. */
  readonly parts: readonly {
    readonly factor: string;
    readonly kind: 'directional' | 'modulator';
    readonly score: number;
  }[];
}

export interface ClosedNews extends SignalNewsFacts {
  readonly kind: 'closed';
  readonly cause: CloseCause;
  /** The price when it was opened; null when it is not known. */
  readonly openedPrice: number | null;
}

/** A signal that was opened, or that ended. */
export type SignalNews = OpenedNews | ClosedNews;

/** News is told once by this key, by each notifier. */
export const newsKey = ({ id, kind }: SignalNews): string => `${id}/${kind}`;

interface NotificationFacts {
  /** The same whenever the same message is sent again. */
  readonly id: string;
  readonly market: MarketKind;
}

/** What is said to somebody, not how it is written. Safe to write as JSON. */
export type Notification =
  | (NotificationFacts & { readonly kind: 'opened'; readonly signal: OpenedNews })
  | (NotificationFacts & { readonly kind: 'closed'; readonly signal: ClosedNews })
  | (NotificationFacts & {
      /** Many pieces of news in one message, oldest first. */
      readonly kind: 'digest';
      readonly signals: readonly SignalNews[];
      /** Pieces of news that were given up since the last message that got through. */
      readonly lostCount: number;
    })
  | (NotificationFacts & {
      /** To find out whether messages arrive. */
      readonly kind: 'test';
      /** Wall clock. */
      readonly atMs: number;
    });
