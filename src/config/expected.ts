import type { z } from 'zod';

/** A JSON schema that carries the `notes` of the zod schemas it was made from. */
export type NotedJsonSchema = z.core.JSONSchema.BaseSchema;

/** Says in words what a JSON schema accepts: `a whole number from 1 to 1024`, `one of live, simulated`. */
export function expectedInWords(schema: NotedJsonSchema): string {
  if (typeof schema.words === 'string') return schema.words;
  if (schema.anyOf) return schema.anyOf.map(expectedInWords).join(', or ');
  if (schema.enum) return `one of ${schema.enum.map(String).join(', ')}`;
  switch (schema.type) {
    case 'integer':
      return `a whole number${rangeInWords(schema)}`;
    case 'number':
      return `a number${rangeInWords(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return listInWords(schema);
    default:
      return schema.minLength === undefined ? 'text' : 'text that is not empty';
  }
}

function listInWords({ items, minItems }: NotedJsonSchema): string {
  const each = expectedInWords(items as NotedJsonSchema).replace(/^one of /, 'any of ');
  return `a list of ${each} (${minItems === undefined ? '' : 'at least one, '}none twice)`;
}

function rangeInWords({ minimum, maximum, exclusiveMinimum }: NotedJsonSchema): string {
  if (exclusiveMinimum !== undefined) return ` above ${String(exclusiveMinimum)}`;
  // zod writes the safe integers as the range of a whole number without a maximum.
  const isBounded = maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER;
  return isBounded ? ` from ${String(minimum)} to ${String(maximum)}` : `, ${String(minimum)} or more`;
}
