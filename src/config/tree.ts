import { z } from 'zod';
import { expectedInWords, type NotedJsonSchema } from './expected.js';
import { notes, unitOf } from './leaves.js';
import { environmentName, type ConfigPath } from './paths.js';
import { configSchema } from './schema.js';

/** One setting, as the schema describes it. */
export interface ConfigLeaf {
  readonly kind: 'leaf';
  readonly path: ConfigPath;
  /** Last part of the path. */
  readonly name: string;
  readonly description: string;
  /** Empty for words, switches and lists of words. */
  readonly unit: string;
  /** What is accepted, in words: `a number from 0 to 100`. */
  readonly expected: string;
  readonly defaultValue: unknown;
  readonly environmentName: string;
  readonly schema: z.ZodType;
  readonly jsonSchema: NotedJsonSchema;
}

/** A mapping of settings; the root has the empty path. */
export interface ConfigSection {
  readonly kind: 'section';
  readonly path: string;
  readonly description: string;
  readonly children: ReadonlyMap<string, ConfigLeaf | ConfigSection>;
}

/** The schema as a tree, in the order it is written. */
export const configTree: ConfigSection = toSection('', '', configSchema);

/** All settings, in the order of the schema. */
export const configLeaves: readonly ConfigLeaf[] = leavesOf(configTree);

const leavesByPath: ReadonlyMap<string, ConfigLeaf> = new Map(configLeaves.map((leaf) => [leaf.path, leaf]));

/** The setting at a dotted path; `undefined` for sections and unknown paths. */
export const leafAt = (path: string): ConfigLeaf | undefined => leavesByPath.get(path);

function toSection(path: string, description: string, schema: z.ZodObject): ConfigSection {
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  const children = Object.entries(shape).map(([name, child]): [string, ConfigLeaf | ConfigSection] => {
    const childPath = path === '' ? name : `${path}.${name}`;
    const inner = child instanceof z.ZodPrefault ? child.unwrap() : child;
    return [
      name,
      inner instanceof z.ZodObject
        ? toSection(childPath, child.description ?? '', inner)
        : toLeaf(childPath as ConfigPath, name, child),
    ];
  });
  return { kind: 'section', path, description, children: new Map(children) };
}

function toLeaf(path: ConfigPath, name: string, schema: z.ZodType): ConfigLeaf {
  if (!(schema instanceof z.ZodDefault)) throw new TypeError(`config leaf ${path} has no default`);
  // Of a hundred settings, few are ever asked for it.
  let jsonSchema: NotedJsonSchema | undefined;
  return {
    kind: 'leaf',
    path,
    name,
    description: schema.description ?? '',
    unit: unitOf(schema),
    get expected() {
      return expectedInWords(this.jsonSchema);
    },
    defaultValue: schema.def.defaultValue,
    environmentName: environmentName(path),
    schema,
    get jsonSchema() {
      return (jsonSchema ??= z.toJSONSchema(schema, { io: 'input', metadata: notes }));
    },
  };
}

function leavesOf(section: ConfigSection): readonly ConfigLeaf[] {
  return [...section.children.values()].flatMap((child) => (child.kind === 'leaf' ? [child] : leavesOf(child)));
}
