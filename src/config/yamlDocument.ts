import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
} from 'yaml';
import type { Problem } from './layer.js';

/** One `key: value` of a mapping. `node` is opaque: hand it back to its document. */
export interface YamlEntry {
  readonly key: string;
  /** `my.yaml:7` */
  readonly where: string;
  readonly node: unknown;
}

/** One entry of a list, as `YamlEntry`. */
export type YamlItem = Omit<YamlEntry, 'key'>;

/** A well-formed YAML document, read node by node so that each value keeps its line. */
export class YamlDocument {
  readonly root: unknown;
  readonly #document: Document;
  readonly #whereAt: (offset: number) => string;

  constructor(document: Document, whereAt: (offset: number) => string) {
    this.root = document.contents;
    this.#document = document;
    this.#whereAt = whereAt;
  }

  /** The entries of a mapping, none for an empty node, `undefined` for anything else. */
  entriesOf(node: unknown): readonly YamlEntry[] | undefined {
    const resolved = isAlias(node) ? node.resolve(this.#document) : node;
    if (resolved === null || (isScalar(resolved) && resolved.value === null)) return [];
    if (!isMap(resolved)) return undefined;
    return resolved.items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : '(not plain text)',
      where: this.whereIs(key),
      node: value,
    }));
  }

  /** The items of a list, none for an empty node, `undefined` for anything else. */
  itemsOf(node: unknown): readonly YamlItem[] | undefined {
    const resolved = isAlias(node) ? node.resolve(this.#document) : node;
    if (resolved === null || (isScalar(resolved) && resolved.value === null)) return [];
    if (!isSeq(resolved)) return undefined;
    return resolved.items.map((item) => ({ where: this.whereIs(item), node: item }));
  }

  /** The value of a node; mappings are `Map`s, so that any key is allowed in a value that will be refused anyway. */
  valueOf(node: unknown): unknown {
    // Aliases may nest without limit: nothing here is ever copied or printed in full.
    return isNode(node) ? node.toJS(this.#document, { mapAsMap: true, maxAliasCount: -1 }) : null;
  }

  whereIs(node: unknown): string {
    return this.#whereAt(isNode(node) ? (node.range?.[0] ?? 0) : 0);
  }
}

/** Parses one YAML document called `name`; what is malformed is a problem with line and column. */
export function parseYaml(text: string, name: string): YamlDocument | { readonly malformed: Problem } {
  const lines = new LineCounter();
  // Duplicate keys are found by the reader, which knows their path and both lines.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const parserMistakes = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message,
  }));
  // Only the first mistake is told: what follows it is mostly its echo.
  const [mistake] = [...parserMistakes, ...danglingAliases(document)];
  if (!mistake) return new YamlDocument(document, (offset) => `${name}:${lines.linePos(offset).line}`);
  const { line, col } = lines.linePos(mistake.offset);
  const message = `${name}, line ${line}, column ${col} is not valid YAML: ${mistake.message}`;
  return { malformed: { message, place: `${name}:${line}:${col}`, expected: 'valid YAML' } };
}

function danglingAliases(document: Document): readonly { readonly offset: number; readonly message: string }[] {
  const dangling: Alias[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document)) dangling.push(alias);
    },
  });
  return dangling.map(({ range, source }) => ({
    offset: range?.[0] ?? 0,
    message: `the alias *${source} has no anchor &${source} before it`,
  }));
}
