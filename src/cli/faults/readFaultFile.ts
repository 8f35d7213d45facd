import { readFileSync } from 'node:fs';
import { parseYaml, YamlDocument } from '../../config/yamlDocument.js';
import { foundInWords } from '../../config/found.js';
import { BadInputError } from '../../domain/errors.js';
import type { FaultSpec } from '../../simulator/faults/faultSpec.js';
import { readFaultSpec } from '../../simulator/faults/readFaultScript.js';
import { FaultEntry } from './faultEntry.js';

/**
 * Reads a fault script, YAML or JSON: a list of entries such as `{ at: 5s, for: 2s, what: mute, where: { feed: kline } }`.
 * Throws a `BadInputError` with one sentence that names the file, the line and the entry.
 */
export function readFaultFile(path: string): readonly FaultSpec[] {
  const yaml = parseYaml(readText(path), path);
  if (!(yaml instanceof YamlDocument)) throw new BadInputError(yaml.malformed.message, yaml.malformed);
  const items = yaml.root === null ? undefined : yaml.itemsOf(yaml.root);
  if (!items) throw refused(path, `${path} must be a list of faults`, foundInWords(yaml.valueOf(yaml.root)));
  return items.map(({ where, node }, index) => {
    const entry = `fault ${index + 1} at ${where}`;
    const fields = yaml.entriesOf(node);
    if (!fields || fields.length === 0)
      throw refused(where, `${entry} must be a mapping such as {at: 5s, what: drop}`, foundInWords(yaml.valueOf(node)));
    const fault = new FaultEntry(entry, where, fields, yaml);
    const spec = fault.spec();
    try {
      return readFaultSpec(spec);
    } catch (error) {
      throw error instanceof BadInputError ? fault.explain(error) : error;
    }
  });
}

function refused(place: string, sentence: string, found: string): BadInputError {
  return new BadInputError(`${sentence}; found ${found}`, { place, found, expected: 'a fault script' });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is not a folder',
  EACCES: 'permission is denied',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const found = reasons[code] ?? code;
    const expected = 'a YAML or JSON file with a list of faults';
    const message = `--faults: ${path} cannot be read: ${found}; expected ${expected}`;
    throw new BadInputError(message, { place: '--faults', found, expected }, { cause });
  }
}
