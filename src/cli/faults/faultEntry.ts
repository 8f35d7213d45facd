import { foundInWords, quotable } from '../../config/found.js';
import { nearest } from '../../config/nearest.js';
import type { YamlDocument, YamlEntry } from '../../config/yamlDocument.js';
import { parseDurationMs } from '../../domain/duration.js';
import { BadInputError } from '../../domain/errors.js';
import { faultKindNames } from '../../simulator/faults/faultKinds.js';
import type { FaultKind } from '../../simulator/faults/faultSpec.js';
import { faultFields } from '../../simulator/faults/readFaultScript.js';

/** Durations are written with a unit and without `Ms`; `what` is the kind. All other names are the simulator's. */
const simulatorName = (key: string, known: readonly string[]): string => {
  if (key === 'what') return 'kind';
  return known.includes(key) ? key : `${key}Ms`;
};
/** `retryAfterMs` keeps its name beside `retryAfter`, which says whether. */
const shownName = (name: string): string =>
  name === 'kind' ? 'what' : name === 'retryAfterMs' ? name : name.replace(/Ms$/, '');

/** One entry of a fault script, and where each of its fields stands in the file. */
export class FaultEntry {
  /** `fault 2 at faults.yaml:4`. */
  readonly #name: string;
  readonly #where: string;
  readonly #fields: readonly YamlEntry[];
  readonly #yaml: YamlDocument;

  constructor(name: string, where: string, fields: readonly YamlEntry[], yaml: YamlDocument) {
    this.#name = name;
    this.#where = where;
    this.#fields = fields;
    this.#yaml = yaml;
  }

  /** The entry in the simulator's words, its values still unchecked. Throws `BadInputError`. */
  spec(): object {
    const kind = this.#kind();
    const names = faultFields(kind);
    return this.#read(this.#fields, names.fault, '', (field, name) =>
      name === 'where' ? this.#target(field, names.where, kind) : this.#value(field, name),
    );
  }

  /** What the simulator has against a value, with the line of the field and its name as it is written. */
  explain({ details }: BadInputError): BadInputError {
    const [, ...path] = details.place.split('.');
    const field = this.#find(path);
    const name = path.map(shownName).join('.');
    return this.#refused(
      field?.where ?? this.#where,
      `\`${name}\` must be ${details.expected ?? ''}`,
      details.found ?? '',
    );
  }

  #kind(): FaultKind {
    const field = this.#fields.find(({ key }) => key === 'what' || key === 'kind');
    const value = field && this.#yaml.valueOf(field.node);
    const kind = faultKindNames.find((name) => name === value);
    if (kind) return kind;
    const near = typeof value === 'string' ? nearest(value, faultKindNames) : undefined;
    const expected = near === undefined ? `one of ${faultKindNames.join(', ')}` : `perhaps ${near}`;
    const found = field ? foundInWords(value) : 'no `what`';
    throw this.#refused(field?.where ?? this.#where, `\`what\` must be a kind of fault, ${expected}`, found);
  }

  #target(field: YamlEntry, known: readonly string[], kind: FaultKind): unknown {
    const fields = this.#yaml.entriesOf(field.node);
    if (!fields) {
      const found = foundInWords(this.#yaml.valueOf(field.node));
      throw this.#refused(field.where, '`where` must be a mapping that says what the fault befalls', found);
    }
    if (known.length === 0 && fields[0])
      throw this.#refused(fields[0].where, `${kind} befalls the whole exchange and takes no \`where\``, fields[0].key);
    return this.#read(fields, known, 'where.', ({ node }) => this.#yaml.valueOf(node));
  }

  #read(
    fields: readonly YamlEntry[],
    known: readonly string[],
    prefix: string,
    valueOf: (field: YamlEntry, name: string) => unknown,
  ): object {
    const read = new Map<string, unknown>();
    for (const field of fields) {
      const { key, where } = field;
      const name = simulatorName(key, known);
      if (!known.includes(name)) throw this.#unknown(field, known, prefix);
      if (read.has(name)) throw this.#refused(where, `\`${prefix}${key}\` must be given once`, 'it again');
      read.set(name, valueOf(field, name));
    }
    return Object.fromEntries(read);
  }

  #value({ key, where, node }: YamlEntry, name: string): unknown {
    const value = this.#yaml.valueOf(node);
    if (name === key || !name.endsWith('Ms')) return value;
    const durationMs = typeof value === 'string' ? signedDurationMs(value) : undefined;
    if (durationMs !== undefined) return durationMs;
    throw this.#refused(where, `\`${key}\` must be a duration such as 250ms, 5s or 2m`, foundInWords(value));
  }

  #unknown({ key, where }: YamlEntry, known: readonly string[], prefix: string): BadInputError {
    const names = known.map(shownName);
    const near = nearest(key, names);
    const hint = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean \`${prefix}${near}\`?`;
    const found = quotable(key);
    const message = `${this.#at(where)}: unknown field \`${prefix}${found}\`; ${hint}`;
    return new BadInputError(message, { place: where, found, expected: names.join(', ') });
  }

  #find(path: readonly string[]): YamlEntry | undefined {
    const [name, inner] = path;
    const field = this.#fields.find(({ key }) => key === name || shownName(name ?? '') === key);
    if (!field || inner === undefined) return field;
    return this.#yaml.entriesOf(field.node)?.find(({ key }) => key === inner) ?? field;
  }

  #refused(where: string, sentence: string, found: string): BadInputError {
    return new BadInputError(`${this.#at(where)}: ${sentence}; found ${found}`, { place: where, found });
  }

  /** The entry; its field's line, too, when that is another. */
  #at(where: string): string {
    const line = where.slice(where.lastIndexOf(':') + 1);
    return where === this.#where ? this.#name : `${this.#name}, line ${line}`;
  }
}

/** As `parseDurationMs`; clocks are also set back. */
function signedDurationMs(text: string): number | undefined {
  const isBack = text.trimStart().startsWith('-');
  const durationMs = parseDurationMs(isBack ? text.trimStart().slice(1) : text);
  return durationMs === undefined ? undefined : isBack ? -durationMs : durationMs;
}
