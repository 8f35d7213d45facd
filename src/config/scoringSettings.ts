import { BadInputError } from '../domain/errors.js';
import { settingsSchema, type Config } from './schema.js';

/** The settings that scores and signals depend on. */
export type ScoringSettings = Pick<Config, 'windows' | 'scan' | 'factors'>;

const scoringSchema = settingsSchema.pick({ windows: true, scan: true, factors: true });

/**
 * Reads settings that were written by some version of this program; those that it did not know yet have their defaults.
 * Throws a `BadInputError` when they are none; `place` is where they were found.
 */
export function scoringSettings(value: unknown, place: string): ScoringSettings {
  const { success, data, error } = scoringSchema.safeParse(value);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  const found = `\`${path.join('.')}\`: ${message}`;
  const expected = 'settings that this version of the program knows';
  throw new BadInputError(`${place}: expected ${expected}; found ${found}`, { place, found, expected });
}
