import { checked } from './check.js';
import { fromText } from './fromText.js';
import { refused, stack, type Layer, type Problem } from './layer.js';
import { nearest } from './nearest.js';
import { environmentPrefix, levelSeparator } from './paths.js';
import { configLeaves, type ConfigLeaf } from './tree.js';

/** The environment of a process, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const leavesByName: ReadonlyMap<string, ConfigLeaf> = new Map(configLeaves.map((leaf) => [leaf.environmentName, leaf]));

/**
 * Reads the variables named `CANDLEWICK_SECTION__KEY`, and those of keys without a section, in alphabetical order. Other variables, such as
 * `CANDLEWICK_DATA`, are not configuration and are left alone.
 */
export function environmentLayer(environment: Environment): Layer {
  const layers = Object.entries(environment)
    .filter(([name]) => leavesByName.has(name) || isSection(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => (text === undefined ? stack([]) : readVariable(name, text)));
  return stack(layers);
}

const isSection = (name: string): boolean => name.startsWith(environmentPrefix) && name.includes(levelSeparator);

function readVariable(name: string, text: string): Layer {
  const leaf = leavesByName.get(name);
  if (!leaf) return refused(unknownVariable(name));
  const where = `environment ${name}`;
  return checked({
    leaf,
    value: fromText(text, leaf),
    place: { origin: where, where, subject: `\`${name}\` in the environment` },
  });
}

function unknownVariable(name: string): Problem {
  const meant = nearest(name, [...leavesByName.keys()]);
  const expected = meant === undefined ? 'a name listed in config/README.md' : `\`${meant}\``;
  const hint = meant === undefined ? `expected ${expected}` : `did you mean ${expected}?`;
  return {
    message: `unknown variable \`${name}\` in the environment; ${hint}`,
    place: `environment ${name}`,
    found: name,
    expected,
  };
}
