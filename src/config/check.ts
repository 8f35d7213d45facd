import { filterMistake } from './filterMistake.js';
import { foundInWords } from './found.js';
import { refused, type Assignment, type Layer } from './layer.js';

/** A layer of one setting. Each value is checked where it was given, even if a later layer replaces it. */
export function checked(assignment: Assignment): Layer {
  const { leaf, value, place } = assignment;
  if (leaf.schema.safeParse(value).success) return { assignments: [assignment], problems: [] };
  const mistake = filterMistake(assignment);
  if (mistake) return refused(mistake);
  const { expected } = leaf;
  const found = foundInWords(value);
  const message = `${place.subject} must be ${expected}; found ${found}`;
  return refused({ message, place: place.where, found, expected });
}
