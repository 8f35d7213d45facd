/**
 * Puts the integers of 16 and more digits that stand as values of a JSON object into quotes. Order ids of some symbols
 * have 19 digits, more than a number holds: read as numbers they would name other orders. Inside a JSON text the quote
 * before the colon is escaped, so that nothing there is taken for a value.
 */
export const longIntegersAsText = (json: string): string => json.replace(longInteger, '$1"$2"');

const longInteger = /((?:[{,]\s*)"\w+"\s*:\s*)(-?\d{16,})(?=\s*[,}])/g;
