import { z } from 'zod';

/** What the schema cannot say by itself, for people: error messages and the generated documentation. */
export const notes = z.registry<{
  /** Numbers have one. Words, switches and lists of words have none. */
  readonly unit?: string;
  /** What is accepted, where type and range do not tell: `text without spaces`. */
  readonly words?: string;
}>();

/** The unit of a setting. Looks through `default` and `nullable`, which wrap the schema that carries it. */
export function unitOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) return unitOf(schema.unwrap());
  return notes.get(schema)?.unit ?? '';
}

/** Node's timers take 31 bits; a longer delay fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A whole number of at least `min`. */
export const count = (unit: string, min = 1) => z.int().min(min).register(notes, { unit });

/** A number of at least 0. */
export const amount = (unit: string) => z.number().min(0).register(notes, { unit });

/** A duration that may be waited for. */
export const durationMs = (min = 1) => count('ms', min).max(longestTimerMs);

/** A name such as a symbol. Exchanges list non-ASCII symbols. */
export const word = z.string().regex(/^\S+$/u).register(notes, { words: 'text without spaces' });

/** A list that names nothing twice. */
export const uniqueList = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .refine((items) => new Set(items).size === items.length)
    .meta({ uniqueItems: true });

/** The root of a server. Paths are appended to it, so a trailing slash is taken off. */
export const serverUrl = (scheme: 'http' | 'ws') =>
  z
    .url({ protocol: new RegExp(`^${scheme}s?$`) })
    .refine(hasOnlyHostAndPath)
    .overwrite((url) => url.replace(/\/+$/, ''))
    .register(notes, { words: `an address with ${scheme}:// or ${scheme}s://, without user name, query or fragment` });

const isoInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** An instant. Without an offset it would mean another one on each machine. */
export const instant = z
  .string()
  .refine((text) => isoInstant.safeParse(text).success)
  .register(notes, { words: 'an ISO 8601 date, or date and time with Z or an offset such as 2026-01-31T09:30:00Z' });

/** A user name in an address would be a secret outside the environment. */
function hasOnlyHostAndPath(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((part) => part === '');
}
