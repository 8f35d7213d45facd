const longestQuote = 60;

/** Says in words what was found: `text "abc"`, `12`, `[5m, 7m]`. Long text is cut, a user name in an address hidden. */
export function foundInWords(value: unknown): string {
  if (value === null) return 'nothing (null)';
  if (value === '') return 'empty text';
  if (typeof value === 'string') return `text "${quotable(value)}"`;
  if (Array.isArray(value)) return value.every(isPlain) ? quotable(`[${value.join(', ')}]`) : 'a list of other things';
  return isPlain(value) ? String(value) : 'a mapping';
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Text of the user as it may stand in a sentence: on one line, cut when long, without the user name of an address. */
export function quotable(text: string): string {
  const safe = JSON.stringify(text.replace(/\/\/[^/\s]*@/g, '//***@')).slice(1, -1);
  return safe.length > longestQuote ? `${safe.slice(0, longestQuote)}…` : safe;
}
