import { foundInWords } from './found.js';
import type { Assignment, Problem } from './layer.js';
import type { ConfigOrigins, ConfigPath } from './paths.js';
import { brokenRules, type Rule } from './rules.js';
import { settingsSchema, type Config } from './schema.js';
import { configLeaves } from './tree.js';
import { valueAt } from './valueAt.js';

type Latest = ReadonlyMap<ConfigPath, Assignment>;

/** Puts valid settings over the defaults and checks the laws between them. Later assignments win. */
export function assemble(assignments: readonly Assignment[]): {
  readonly config: Config;
  readonly origins: ConfigOrigins;
  readonly problems: readonly Problem[];
} {
  const latest: Latest = new Map(assignments.map((assignment) => [assignment.leaf.path, assignment]));
  const config: Config = settingsSchema.parse(nest(latest));
  const origins = Object.fromEntries(
    configLeaves.map(({ path }) => [path, latest.get(path)?.place.origin ?? 'default']),
  ) as ConfigOrigins;
  return { config, origins, problems: brokenRules(config).map((rule) => describe(rule, config, origins, latest)) };
}

function nest(latest: Latest): object {
  const root: Record<string, unknown> = {};
  for (const [path, { value }] of latest) {
    const parents = path.split('.');
    const name = parents.pop() ?? path;
    const section = parents.reduce((node, key) => (node[key] ??= {}) as Record<string, unknown>, root);
    section[name] = value;
  }
  return root;
}

function describe({ paths, expected }: Rule, config: Config, origins: ConfigOrigins, latest: Latest): Problem {
  const [blamed, ...others] = paths;
  const says = (path: ConfigPath) => `${foundInWords(valueAt(config, path))} (${origins[path]})`;
  const found = [says(blamed), ...others.map((path) => `\`${path}\` ${says(path)}`)].join(', with ');
  // The defaults keep every law, so at least one of the values was given.
  const place = paths.flatMap((path) => latest.get(path)?.place.where ?? [])[0] ?? 'default';
  return { message: `\`${blamed}\` must be ${expected}; found ${found}`, place, found, expected };
}
