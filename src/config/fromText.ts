import type { z } from 'zod';
import type { ConfigLeaf } from './tree.js';

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads the text of a variable or flag as the kind of value the leaf holds: `12`, `true`, `A,B`, a list in JSON; empty
 * text or `null` where nothing is allowed. Text that is not of that kind comes back as it is, for the check to refuse.
 */
export const fromText = (text: string, leaf: ConfigLeaf): unknown => read(text.trim(), leaf.jsonSchema);

function read(text: string, schema: z.core.JSONSchema.BaseSchema): unknown {
  if (schema.anyOf) {
    const [inner] = schema.anyOf;
    return text === '' || text === 'null' || inner === undefined ? null : read(text, inner);
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return decimal.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'array':
      // Of mappings: a list in JSON.
      if (text.startsWith('[')) return parsed(text);
      return text === '' ? [] : text.split(',').map((item) => item.trim());
    default:
      return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
