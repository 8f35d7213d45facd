/** Freezes a tree of plain objects and lists in place. */
export function deepFreeze<T extends object>(tree: T): T {
  for (const child of Object.values(tree) as readonly unknown[]) {
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  }
  return Object.freeze(tree);
}
