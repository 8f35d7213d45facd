import { equals } from './equals.js';
import type { Item } from './instant.js';

/** True when `actual` is what is drawn. An error drawn without a message is met by any message. */
export function itemsEqual(expected: readonly Item[], actual: readonly Item[]): boolean {
  return expected.length === actual.length && expected.every((item, index) => itemEquals(item, actual[index]!));
}

function itemEquals(expected: Item, actual: Item): boolean {
  if (expected.kind === 'value') return actual.kind === 'value' && equals(expected.value, actual.value);
  if (expected.kind === 'complete') return actual.kind === 'complete';
  return (
    actual.kind === 'error' &&
    expected.name === actual.name &&
    (expected.message === undefined || expected.message === actual.message)
  );
}
