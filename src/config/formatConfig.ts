import type { ConfigOrigins } from './paths.js';
import type { Config } from './schema.js';
import { configLeaves } from './tree.js';
import { valueAt } from './valueAt.js';

/** A longer value pushes its own origin to the right, not everyone's. */
const widestValue = 32;

/** One line per setting: `scan.minScore  62  (default)`, in aligned columns, ending with a line break. */
export function formatConfig(config: Config, origins: ConfigOrigins): string {
  const rows = configLeaves.map(({ path }) => ({ path, value: show(valueAt(config, path)), origin: origins[path] }));
  const pathWidth = Math.max(...rows.map(({ path }) => path.length));
  const valueWidth = Math.min(widestValue, Math.max(...rows.map(({ value }) => value.length)));
  return rows
    .map(({ path, value, origin }) => `${path.padEnd(pathWidth)}  ${value.padEnd(valueWidth)}  (${origin})\n`)
    .join('');
}

function show(value: unknown): string {
  if (Array.isArray(value)) {
    const isPlain = value.length > 0 && value.every((item) => typeof item !== 'object');
    return isPlain ? value.join(',') : JSON.stringify(value);
  }
  return String(value);
}
