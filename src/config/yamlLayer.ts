import { checked } from './check.js';
import { isFilterList } from './filterMistake.js';
import { foundInWords } from './found.js';
import { refused, stack, type Layer, type Problem } from './layer.js';
import { configTree, type ConfigSection } from './tree.js';
import { unknownKey } from './unknownKey.js';
import { parseYaml, YamlDocument, type YamlEntry } from './yamlDocument.js';

/** A YAML file that has been read. */
export interface YamlFile {
  readonly text: string;
  /** As the user knows it: `my.yaml`. */
  readonly name: string;
  /** What `origins` shall say of a place such as `my.yaml:7`. */
  readonly originOf: (where: string) => string;
}

/** Takes a YAML file apart into settings, each with its line. An empty file or section says nothing. */
export function yamlLayer(file: YamlFile): Layer {
  const yaml = parseYaml(file.text, file.name);
  return yaml instanceof YamlDocument ? readSection(configTree, yaml.root, { yaml, file }) : refused(yaml.malformed);
}

interface Reading {
  readonly yaml: YamlDocument;
  readonly file: YamlFile;
}

function readSection(section: ConfigSection, node: unknown, reading: Reading): Layer {
  const entries = reading.yaml.entriesOf(node);
  if (!entries) return refused(notAMapping(section, node, reading));
  const firstByKey = new Map<string, YamlEntry>();
  const layers = entries.map((entry) => {
    const first = firstByKey.get(entry.key);
    if (first) return refused(givenTwice(section, first, entry));
    firstByKey.set(entry.key, entry);
    return readEntry(section, entry, reading);
  });
  return stack(layers);
}

function readEntry(section: ConfigSection, { key, where, node }: YamlEntry, reading: Reading): Layer {
  const child = section.children.get(key);
  if (!child) return refused(unknownKey(key, section, where));
  if (child.kind === 'section') return readSection(child, node, reading);
  const { yaml, file } = reading;
  const items = yaml.itemsOf(node)?.map((item) => item.where);
  return checked({
    leaf: child,
    value: isFilterList(child) ? withPlainItems(yaml.valueOf(node)) : yaml.valueOf(node),
    place: { origin: file.originOf(where), where, subject: `\`${child.path}\` at ${where}`, items },
  });
}

/** A list whose mappings are objects, as a schema wants them. */
function withPlainItems(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => (item instanceof Map ? Object.fromEntries(item) : item) as unknown);
}

function notAMapping(section: ConfigSection, node: unknown, { yaml, file }: Reading): Problem {
  const where = yaml.whereIs(node);
  const subject = section.path === '' ? file.name : `\`${section.path}\` at ${where}`;
  const found = foundInWords(yaml.valueOf(node));
  const expected = `a mapping with keys among ${[...section.children.keys()].join(', ')}`;
  return { message: `${subject} must be ${expected}; found ${found}`, place: where, found, expected };
}

function givenTwice({ path }: ConfigSection, first: YamlEntry, second: YamlEntry): Problem {
  const key = path === '' ? second.key : `${path}.${second.key}`;
  return {
    message: `\`${key}\` at ${second.where} was given before, at ${first.where}; expected each key once`,
    place: second.where,
    found: key,
    expected: 'each key once',
  };
}
