import { z } from 'zod';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { NotificationNote } from '../../ports/notificationMemory.js';

const symbol = z.string().transform((text) => text as InstrumentSymbol);
const price = z.number().nullable();
const facts = {
  id: z.string(),
  symbol,
  direction: z.enum(['long', 'short']),
  score: z.number(),
  price,
  atMs: z.number(),
  openedAtMs: z.number(),
};
const newsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    ...facts,
    parts: z.array(z.object({ factor: z.string(), kind: z.enum(['directional', 'modulator']), score: z.number() })),
  }),
  z.object({
    kind: z.literal('closed'),
    ...facts,
    cause: z.enum(['fell', 'turned', 'left']),
    openedPrice: price,
  }),
]);
const about = { notifier: z.string(), key: z.string(), atMs: z.number() };
const noteSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting'), ...about, news: newsSchema }),
  z.object({ kind: z.enum(['said', 'dropped']), ...about }),
]);

/** Notes as lines, each with its end. */
export const encodeNotes = (notes: readonly NotificationNote[]): string =>
  notes.map((note) => `${JSON.stringify(note)}\n`).join('');

export interface DecodedNotes {
  readonly notes: readonly NotificationNote[];
  /** Lines in the middle that are no notes. */
  readonly damagedCount: number;
  /** Whether the last line breaks off: whoever wrote it died. */
  readonly isTorn: boolean;
}

/** Reads the lines that are notes. Never throws. */
export function decodeNotes(text: string): DecodedNotes {
  const lines = text.split('\n');
  // A whole file ends with the end of a line.
  const isTorn = lines.pop() !== '';
  const written = lines.filter((line) => line !== '');
  const notes = written.flatMap((line) => decodeNote(line) ?? []);
  return { notes, damagedCount: written.length - notes.length, isTorn };
}

function decodeNote(line: string): NotificationNote | undefined {
  try {
    return noteSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

export interface PruneOptions {
  readonly nowMs: number;
  /** What was said longer ago is forgotten. */
  readonly maxAgeMs: number;
  /** Of what was said no more than so many, the latest. */
  readonly mostSaid: number;
}

/** Without what waited and is done, and without what was done too long ago. What waits stays. */
export function pruneNotes(
  notes: readonly NotificationNote[],
  { nowMs, maxAgeMs, mostSaid }: PruneOptions,
): readonly NotificationNote[] {
  const done = new Map(notes.filter(({ kind }) => kind !== 'waiting').map((note) => [nameOf(note), note]));
  const young = [...done.values()].filter(({ atMs }) => nowMs - atMs <= maxAgeMs);
  const said = young.slice(Math.max(0, young.length - mostSaid));
  return [...said, ...notes.filter((note) => note.kind === 'waiting' && !done.has(nameOf(note)))];
}

const nameOf = ({ notifier, key }: NotificationNote): string => `${notifier} ${key}`;
