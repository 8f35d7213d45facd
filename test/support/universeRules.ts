import { configSchema } from '../../src/config/schema.js';
import type { UniverseRules } from '../../src/core/universe/rules.js';

type Some = Partial<Omit<UniverseRules, 'elite' | 'overlay'>> & {
  readonly elite?: Partial<UniverseRules['elite']>;
  readonly overlay?: Partial<UniverseRules['overlay']>;
};

/** The rules of the default configuration, with some replaced. */
export function universeRules({ elite, overlay, ...more }: Some = {}): UniverseRules {
  const { universe } = configSchema.parse({});
  return {
    ...universe,
    ...more,
    elite: { ...universe.elite, ...elite },
    overlay: { ...universe.overlay, ...overlay },
  };
}
