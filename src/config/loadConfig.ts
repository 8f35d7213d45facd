import { BadInputError } from '../domain/errors.js';
import { assemble } from './assemble.js';
import { deepFreeze } from './deepFreeze.js';
import { environmentLayer, type Environment } from './environmentLayer.js';
import { fileLayer, packageConfigDir, profileLayer } from './files.js';
import { flagLayer, type ConfigFlag } from './flagLayer.js';
import { stack, type Problem } from './layer.js';
import type { ConfigOrigins } from './paths.js';
import type { Config } from './schema.js';

export interface ConfigSources {
  /** Name of a YAML file in `configDir`, without `.yaml`. */
  readonly profile: string;
  /** A YAML file of the user. */
  readonly configFile?: string | undefined;
  readonly env: Environment;
  readonly flags: readonly ConfigFlag[];
  /** Where the profiles are; by default the package's own `config/`. */
  readonly configDir?: string;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly origins: ConfigOrigins;
}

/**
 * Resolves the configuration: the schema's defaults, then the profile, the user's file, the environment and the flags,
 * each over the one before. Throws one `BadInputError` that tells the first mistake and how many more there are.
 */
export function loadConfig({ profile, configFile, env, flags, configDir }: ConfigSources): LoadedConfig {
  const { assignments, problems } = stack([
    profileLayer(profile, configDir ?? packageConfigDir),
    configFile === undefined ? stack([]) : fileLayer(configFile),
    environmentLayer(env),
    flagLayer(flags),
  ]);
  failOn(problems);
  const { config, origins, problems: brokenLaws } = assemble(assignments);
  failOn(brokenLaws);
  return { config: deepFreeze(config), origins };
}

function failOn([first, ...others]: readonly Problem[]): void {
  if (!first) return;
  const { message, ...details } = first;
  const more =
    others.length === 0 ? '' : ` (and ${others.length} more ${others.length === 1 ? 'problem' : 'problems'})`;
  throw new BadInputError(`${message}${more}`, details);
}
