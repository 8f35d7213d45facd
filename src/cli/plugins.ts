import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/schema.js';
import { defineFactor } from '../core/factors/defineFactor.js';
import type { Factor } from '../core/factors/factor.js';
import { BadInputError } from '../domain/errors.js';

const wanted = 'a module whose default export is a factor, or a list of factors';

/**
 * Loads the factors of the modules named in the configuration, in their order. Rejects with a `BadInputError` that says
 * which module cannot be used, and why.
 */
export async function loadPlugins({
  plugins,
  factors,
}: Pick<Config, 'plugins' | 'factors'>): Promise<readonly Factor[]> {
  const loaded: Factor[] = [];
  const names = new Set(Object.keys(factors.weights));
  for (const path of plugins) {
    for (const factor of await loadPlugin(resolve(path))) {
      if (names.has(factor.name)) throw taken(path, factor.name);
      names.add(factor.name);
      loaded.push(factor);
    }
  }
  return loaded;
}

async function loadPlugin(path: string): Promise<readonly Factor[]> {
  const exported = await defaultExportOf(path);
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (exported === undefined || list.length === 0) throw refused(path, 'no default export');
  return list.map((each) => defineFactor(each as Factor, `plugin ${path}`));
}

async function defaultExportOf(path: string): Promise<unknown> {
  if (!existsSync(path)) throw refused(path, 'no such file');
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    if (error instanceof BadInputError)
      throw new BadInputError(`plugin ${path}: ${error.message}`, { ...error.details, place: `plugin ${path}` });
    throw refused(path, error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error));
  }
}

function taken(path: string, name: string): BadInputError {
  const expected = 'a name that no other factor has';
  const message = `plugin ${path}: \`name\` must be ${expected}; found "${name}"`;
  return new BadInputError(message, { place: `plugin ${path}`, found: name, expected });
}

const refused = (path: string, found: string): BadInputError =>
  new BadInputError(`plugin ${path} cannot be used: found ${found}; expected ${wanted}`, {
    place: `plugin ${path}`,
    found,
    expected: wanted,
  });
