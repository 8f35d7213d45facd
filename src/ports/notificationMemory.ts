import type { Observable } from 'rxjs';
import type { SignalNews } from '../domain/notification.js';

/**
 * One thing to remember of what a notifier has to say: that it waits to be said, that it was said, or that it was given
 * up. `atMs` is wall time.
 */
export type NotificationNote = { readonly notifier: string; readonly key: string; readonly atMs: number } & (
  { readonly kind: 'waiting'; readonly news: SignalNews } | { readonly kind: 'said' | 'dropped' }
);

export interface RecalledNotes {
  /** In the order in which they were noted. */
  readonly notes: readonly NotificationNote[];
  /** One sentence for each thing that could not be read, or written. */
  readonly troubles: readonly string[];
}

/** What notifiers have said and have still to say, kept between runs. */
export interface NotificationMemory {
  /** Emits once. Never fails: what cannot be read is a trouble, and forgotten. */
  readonly recall: () => Observable<RecalledNotes>;
  /**
   * Keeps these, behind those before. Cold. Completes when they are kept, or cannot be; the first time that they cannot
   * it emits a sentence that says so.
   */
  readonly note: (notes: readonly NotificationNote[]) => Observable<string>;
}
