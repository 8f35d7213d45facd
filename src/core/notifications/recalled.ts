import type { SignalNews } from '../../domain/notification.js';

export interface WaitingNews {
  readonly key: string;
  readonly news: SignalNews;
  /** Wall time. */
  readonly queuedAtMs: number;
}

/** What one notifier knows from earlier runs. */
export interface Recalled {
  /** Keys of all news it has ever taken. */
  readonly known: readonly string[];
  /** What it has still to say, in order. */
  readonly waiting: readonly WaitingNews[];
  /** When messages were taken, wall time: once for all that was said in one message. */
  readonly saidAtMs: readonly number[];
}

/** A note as it is kept. */
type Note = { readonly notifier: string; readonly key: string; readonly atMs: number } & (
  { readonly kind: 'waiting'; readonly news: SignalNews } | { readonly kind: 'said' | 'dropped' }
);

/** What the notes say of one notifier. Their order matters only among those that wait. */
export function recalledOf(notifier: string, notes: readonly Note[]): Recalled {
  const own = notes.filter((note) => note.notifier === notifier);
  const done = new Set(own.filter(({ kind }) => kind !== 'waiting').map(({ key }) => key));
  const waiting = own.flatMap((note) =>
    note.kind === 'waiting' && !done.has(note.key) ? [{ key: note.key, news: note.news, queuedAtMs: note.atMs }] : [],
  );
  return {
    known: own.map(({ key }) => key),
    waiting: [...new Map(waiting.map((news) => [news.key, news])).values()],
    saidAtMs: [...new Set(own.filter(({ kind }) => kind === 'said').map(({ atMs }) => atMs))],
  };
}
