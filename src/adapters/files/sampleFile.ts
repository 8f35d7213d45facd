import { readFile } from 'node:fs/promises';
import { defer, type Observable } from 'rxjs';
import { z } from 'zod';
import { BadInputError } from '../../domain/errors.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Sample } from '../../domain/sample.js';
import { reasonOf } from './fileReason.js';

/** What a file of samples holds. */
export interface ReadSamples {
  readonly samples: readonly Sample[];
  /** The last line was cut short, as a process that was killed leaves it, and was dropped. */
  readonly isTorn: boolean;
}

const sampleSchema = z
  .object({
    symbol: z.string().min(1),
    direction: z.enum(['long', 'short']),
    openedAtMs: z.int().min(0),
    closedAtMs: z.int().min(0),
    features: z.array(z.number()).min(1),
    featureHash: z.string().min(1),
    outcome: z.union([z.literal(0), z.literal(1)]),
    returnRatio: z.number(),
    bestRatio: z.number().min(0).optional(),
    worstRatio: z.number().min(0).optional(),
    signalId: z.string().optional(),
    score: z.number().min(-100).max(100).optional(),
    exit: z.enum(['stop', 'target', 'timeout']).optional(),
    factors: z.record(z.string(), z.number()).optional(),
  })
  .refine(({ openedAtMs, closedAtMs }) => closedAtMs >= openedAtMs, {
    path: ['closedAtMs'],
    message: 'is before `openedAtMs`',
  });

/**
 * Reads samples, one JSON object per line; empty lines are passed over. Emits once. Fails with a `BadInputError` that names
 * the line when one cannot be read. Only the last may be cut short.
 */
export const readSamples = (path: string): Observable<ReadSamples> =>
  defer(async () => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      throw refused(path, `it cannot be read (${reasonOf(cause)})`, cause);
    }
    return parseSamples(text, path);
  });

/** The same of a text; `place` is where it came from. */
export function parseSamples(text: string, place: string): ReadSamples {
  const lines = text.split('\n');
  const samples: Sample[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      // A whole line ends with a line feed, so behind it there is another.
      if (index === lines.length - 1) return { samples, isTorn: true };
      throw refused(`${place}, line ${index + 1}`, 'no JSON', cause);
    }
    const { success, data, error } = sampleSchema.safeParse(value);
    if (!success) {
      const { path, message } = error.issues[0]!;
      throw refused(`${place}, line ${index + 1}`, `\`${path.join('.')}\`: ${message}`, error);
    }
    samples.push({ ...data, symbol: data.symbol as InstrumentSymbol });
  }
  return { samples, isTorn: false };
}

function refused(place: string, found: string, cause: unknown): BadInputError {
  const expected = 'samples of the virtual loop, one JSON object per line';
  return new BadInputError(`${place}: expected ${expected}; found ${found}`, { place, found, expected }, { cause });
}
