import type { ConfigPath } from './paths.js';
import type { Config } from './schema.js';

/** The value of one setting, by its dotted path. */
export const valueAt = (config: Config, path: ConfigPath): unknown =>
  path.split('.').reduce<unknown>((node, key) => (node as Readonly<Record<string, unknown>>)[key], config);
