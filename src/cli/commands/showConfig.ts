import { formatConfig } from '../../config/formatConfig.js';
import { loadConfig } from '../../config/loadConfig.js';
import { configSources, type RunFlags } from '../flags.js';

/** Prints the effective configuration with where each value came from. Throws `BadInputError`. */
export function showConfig(flags: RunFlags & { readonly json?: true }, env: NodeJS.ProcessEnv): void {
  const { config, origins } = loadConfig(configSources(flags, env));
  const text = flags.json ? JSON.stringify(config, null, 2) : formatConfig(config, origins);
  process.stdout.write(`${text.trimEnd()}\n`);
}
