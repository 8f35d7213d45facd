const special = /[\\^$.|+()[\]{}]/g;

/** Whether a pattern stands for more than itself. */
export const isWildcard = (pattern: string): boolean => /[*?]/.test(pattern);

/** Finds the first of `patterns` that a symbol matches whole: `*` is any run of characters, `?` any one. */
export function wildcardFinder(patterns: readonly string[]): (symbol: string) => string | undefined {
  const exact = new Set(patterns.filter((pattern) => !isWildcard(pattern)));
  const wild = patterns.filter(isWildcard).map((pattern) => ({ pattern, regExp: toRegExp(pattern) }));
  return (symbol) => (exact.has(symbol) ? symbol : wild.find(({ regExp }) => regExp.test(symbol))?.pattern);
}

// A run of stars means what one does, and would make the search for a match slow.
const toRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replace(/\*+/g, '*').replace(special, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`,
    'su',
  );
