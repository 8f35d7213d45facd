import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refused, type Layer, type Problem } from './layer.js';
import { nearest } from './nearest.js';
import { resolvePlugins } from './pluginPaths.js';
import { yamlLayer } from './yamlLayer.js';

/** The profiles of the package. As far from `src/config` as from `dist/config`. */
export const packageConfigDir = fileURLToPath(new URL('../../config', import.meta.url));

const profileExtension = '.yaml';

/** Reads the file of the user, named as on the command line, from the working directory. */
export function fileLayer(path: string): Layer {
  const read = readText(path, path);
  return 'problem' in read
    ? refused(read.problem)
    : resolvePlugins(yamlLayer({ text: read.text, name: path, originOf: (where) => `file ${where}` }), dirname(path));
}

/** Reads the profile `name`, that is `name.yaml` in `configDir`. */
export function profileLayer(name: string, configDir: string): Layer {
  const profiles = profilesIn(configDir);
  if ('problem' in profiles) return refused(profiles.problem);
  if (!profiles.names.includes(name)) return refused(unknownProfile(name, profiles.names));
  const path = join(configDir, `${name}${profileExtension}`);
  const shownPath = `${basename(resolve(configDir))}/${name}${profileExtension}`;
  const read = readText(path, shownPath);
  if ('problem' in read) return refused(read.problem);
  const layer = yamlLayer({ text: read.text, name: shownPath, originOf: (where) => `profile ${name} (${where})` });
  return resolvePlugins(layer, configDir);
}

function profilesIn(configDir: string): { readonly names: readonly string[] } | { readonly problem: Problem } {
  try {
    const files = readdirSync(configDir).filter((file) => extname(file) === profileExtension);
    return { names: files.map((file) => basename(file, profileExtension)).sort() };
  } catch (error) {
    return { problem: unreadable('profile folder', configDir, error) };
  }
}

function unknownProfile(name: string, names: readonly string[]): Problem {
  const meant = nearest(name, names);
  const expected = names.length === 0 ? 'a profile, but there are none' : `one of ${names.join(', ')}`;
  const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
  return {
    message: `unknown profile \`${name}\`; expected ${expected}${hint}`,
    place: 'profile',
    found: name,
    expected,
  };
}

function readText(path: string, shownPath: string): { readonly text: string } | { readonly problem: Problem } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return { problem: unreadable('config file', shownPath, error) };
  }
}

const readErrors: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is not a folder',
  EACCES: 'permission is denied',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

function unreadable(what: string, path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const found = readErrors[code] ?? code;
  return {
    message: `the ${what} ${path} cannot be read: ${found}; expected UTF-8 YAML`,
    place: path,
    found,
    expected: 'UTF-8 YAML',
  };
}
