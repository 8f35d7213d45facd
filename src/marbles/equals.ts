/**
 * Structural equality: own enumerable properties, iterables by their items in order, errors by name and message, dates
 * by instant. Classes are not compared (a legend writes plain JSON), and a property that is `undefined` is no property.
 */
export function equals(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Error || b instanceof Error) {
    return a instanceof Error && b instanceof Error && a.name === b.name && a.message === b.message;
  }
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && Object.is(a.getTime(), b.getTime());
  }
  if (isIterable(a) || isIterable(b)) return isIterable(a) && isIterable(b) && sameItems([...a], [...b]);
  return sameItems(properties(a), properties(b));
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => equals(item, b[index]));

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

/** Name and value of each property in turn, by name. */
const properties = (value: object): unknown[] =>
  Object.entries(value)
    .filter(([, property]) => property !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flat();
