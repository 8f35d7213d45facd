import { quotable } from './found.js';
import type { Problem } from './layer.js';
import { nearest } from './nearest.js';
import { configLeaves, type ConfigSection } from './tree.js';

/** The problem with a key that `section` does not have: names the key that was probably meant, or those there are. */
export function unknownKey(key: string, section: ConfigSection, where: string): Problem {
  const shown = quotable(key);
  const path = section.path === '' ? shown : `${section.path}.${shown}`;
  const siblings = [...section.children.keys()];
  const meant = nearest(key, siblings) ?? configLeaves.find(({ name }) => name === key)?.path;
  const expected = meant === undefined ? `one of ${siblings.join(', ')}` : `\`${meant}\``;
  const hint = meant === undefined ? `expected ${expected}` : `did you mean ${expected}?`;
  return { message: `unknown key \`${path}\` at ${where}; ${hint}`, place: where, found: shown, expected };
}
