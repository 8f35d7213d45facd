import type { z } from 'zod';

export type Validated<T> =
  { readonly isValid: true; readonly value: T } | { readonly isValid: false; readonly reason: string };

const maxFoundLength = 60;

/**
 * Checks a value from the wire. The reason is one sentence on the first thing refused: where it stands (`place` names
 * the value itself), what was expected, what was found. `data.k.o: expected a positive number as text, found "NaN"`.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, place = ''): Validated<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { isValid: true, value: parsed.data };
  // Asking for the input makes every check 40 % dearer: only a value that was refused is checked so.
  const [issue] = schema.safeParse(value, { reportInput: true }).error?.issues ?? [];
  const where = issue?.path.reduce<string>(appendKey, place) ?? place;
  const expected = (issue?.message ?? '').replace(/^Invalid input: /, '').replace(/, received .*$/, '');
  return { isValid: false, reason: `${where || 'value'}: ${expected}, found ${preview(issue?.input)}` };
}

const appendKey = (place: string, key: PropertyKey): string => {
  if (typeof key === 'number') return `${place}[${key}]`;
  return place === '' ? String(key) : `${place}.${String(key)}`;
};

function preview(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > maxFoundLength ? `${text.slice(0, maxFoundLength)}…` : text;
}
