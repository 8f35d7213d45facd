import { z } from 'zod';
import { expectedInWords } from './expected.js';
import { filterInWords, filterList, filterSchemaByName } from './filterSchemas.js';
import { foundInWords, quotable } from './found.js';
import type { Assignment, Problem } from './layer.js';
import { notes } from './leaves.js';
import { nearest } from './nearest.js';
import type { ConfigLeaf } from './tree.js';

/** Whether a setting is a list of filters. */
export const isFilterList = ({ schema }: Pick<ConfigLeaf, 'schema'>): boolean =>
  schema instanceof z.ZodDefault && schema.unwrap() === filterList;

/** What is wrong inside one filter, and with which of its options. */
interface Mistake {
  readonly option?: string;
  readonly found: string;
  readonly expected: string;
  /** Of a name that is not known: what it should be the name of. */
  readonly unknown?: { readonly what: string; readonly name: string };
}

/** The first mistake in a list of filters; `undefined` for any other setting, and for what is no list at all. */
export function filterMistake({ leaf, value, place }: Assignment): Problem | undefined {
  if (!isFilterList(leaf) || !Array.isArray(value)) return undefined;
  for (const [index, filter] of (value as readonly unknown[]).entries()) {
    const mistake = mistakeIn(filter);
    if (!mistake) continue;
    const itemAt = place.items?.[index];
    const where = itemAt ?? place.where;
    const path = `${leaf.path}[${index}]${mistake.option === undefined ? '' : `.${mistake.option}`}`;
    const at = itemAt === undefined ? `in ${place.subject}` : `at ${where}`;
    const { found, expected } = mistake;
    return { message: sentence(mistake, `\`${path}\``, at), place: where, found, expected };
  }
  return undefined;
}

function sentence({ unknown, expected, found }: Mistake, subject: string, at: string): string {
  if (!unknown) return `${subject} ${at} must be ${expected}; found ${found}`;
  const hint = expected.startsWith('one of') ? `expected ${expected}` : `did you mean ${expected}?`;
  return `unknown ${unknown.what} \`${unknown.name}\` in ${subject} ${at}; ${hint}`;
}

function mistakeIn(filter: unknown): Mistake | undefined {
  if (typeof filter !== 'object' || filter === null || !('name' in filter) || typeof filter.name !== 'string') {
    return { found: foundInWords(filter), expected: filterInWords };
  }
  const schema = filterSchemaByName.get(filter.name);
  if (!schema) return unknownName('filter', filter.name, [...filterSchemaByName.keys()]);
  const issue = schema.safeParse(filter).error?.issues[0];
  if (!issue) return undefined;
  if (issue.code === 'unrecognized_keys') {
    const options = Object.keys(schema.shape).filter((option) => option !== 'name');
    return unknownName(`option of ${filter.name}`, issue.keys[0] ?? '', options);
  }
  const option = String(issue.path[0]);
  const expected =
    issue.code === 'custom' && issue.path.length === 1 && isLaw(issue.message)
      ? issue.message
      : wordsOf(schema, option);
  return {
    option,
    found: option in filter ? foundInWords((filter as Record<string, unknown>)[option]) : 'nothing',
    expected,
  };
}

/** A law between two options says itself what is expected; a rule of one option is told by its schema. */
const isLaw = (message: string): boolean => message.startsWith('at least `');

const wordsOf = (schema: z.ZodObject, option: string): string =>
  expectedInWords(z.toJSONSchema(schema.shape[option] as z.ZodType, { io: 'input', metadata: notes }));

function unknownName(what: string, name: string, known: readonly string[]): Mistake {
  const shown = quotable(name);
  const meant = nearest(name, known);
  const expected = meant === undefined ? `one of ${known.join(', ')}` : `\`${meant}\``;
  return { found: shown, expected, unknown: { what, name: shown } };
}
