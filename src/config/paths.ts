import type { Config } from './schema.js';

type Leaf = string | number | boolean | null | readonly unknown[];

type LeafPaths<T> = {
  [K in keyof T & string]: T[K] extends Leaf ? K : `${K}.${LeafPaths<T[K]>}`;
}[keyof T & string];

/** The dotted path of a leaf: `scan.minScore`, `feeds.backoff.baseMs`. */
export type ConfigPath = LeafPaths<Config>;

/** Where the value of each setting came from: `default`, `profile demo (config/demo.yaml:4)`, `flag --min-score`. */
export type ConfigOrigins = Readonly<Record<ConfigPath, string>>;

export const environmentPrefix = 'CANDLEWICK_';

/** Between the levels of a path. Variables without it, such as `CANDLEWICK_DATA`, are not configuration. */
export const levelSeparator = '__';

/** `scan.minScore` → `CANDLEWICK_SCAN__MIN_SCORE`. */
export const environmentName = (path: string): string =>
  `${environmentPrefix}${path.split('.').map(screamingSnake).join(levelSeparator)}`;

const screamingSnake = (camel: string): string =>
  camel
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([a-z])([0-9])/g, '$1_$2')
    .toUpperCase();
