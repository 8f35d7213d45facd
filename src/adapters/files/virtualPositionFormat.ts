import { z } from 'zod';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { VirtualEntry, VirtualPosition } from '../../domain/virtualPosition.js';

/** Another number whenever a file of before could not be read any more. */
const format = 1;

const entrySchema = z.object({
  signalId: z.string().min(1),
  symbol: z.string().transform((text) => text as InstrumentSymbol),
  direction: z.enum(['long', 'short']),
  score: z.number(),
  openedAtMs: z.number(),
  entryPrice: z.number().positive(),
  stopRatio: z.number(),
  targets: z.array(z.object({ ratio: z.number(), share: z.number() })),
  dueAtMs: z.number(),
  features: z.array(z.number()),
  featureHash: z.string(),
  factors: z.record(z.string(), z.number()),
});

const positionSchema = z.object({
  entry: entrySchema,
  seenToMs: z.number(),
  targetsTaken: z.int().min(0),
  takenRatio: z.number(),
  bestRatio: z.number(),
  worstRatio: z.number(),
});

const headSchema = z.object({ format: z.literal(format), count: z.int().min(0) });

/** The first line of a file of positions. */
export const encodeHead = (count: number): string => `${JSON.stringify({ format, count })}\n`;

/** What does not change of a position is most of it, and written as often as the rest. */
const knownEntries = new WeakMap<VirtualEntry, string>();

/** One position as a line. */
export function encodePosition({ entry, ...moving }: VirtualPosition): string {
  let text = knownEntries.get(entry);
  if (text === undefined) {
    text = JSON.stringify(entry);
    knownEntries.set(entry, text);
  }
  return `${JSON.stringify(moving).slice(0, -1)},"entry":${text}}\n`;
}

/** Throws an `Error` that says what is wrong with the text. */
export function decodePositions(text: string): readonly VirtualPosition[] {
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const { count } = checked(headSchema, head);
  if (lines.length !== count) throw new Error(`it has ${lines.length} positions, where ${count} were written`);
  return lines.map((line) => checked(positionSchema, line));
}

function checked<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const { success, data, error } = schema.safeParse(JSON.parse(text));
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw new Error(`\`${path.join('.')}\`: ${message}`);
}
