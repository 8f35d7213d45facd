/** A number of at least 0 as a person reads it, cut to a whole one: `12,840,011`. */
export const amountInWords = (amount: number): string =>
  Math.floor(amount)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** A ratio in percent, at most four digits: 0.0051234 is `0.5123 %`. */
export const percentInWords = (ratio: number): string => `${roundedInWords(100 * ratio)} %`;

/** At most four digits that count, without trailing zeros. */
export const roundedInWords = (value: number): string => String(Number(value.toPrecision(4)));

/** `1 symbol`, `2 symbols`. */
export const countInWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `A`, `A or B`, `A, B or C`. */
export const eitherInWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.slice(-1).join('')}`;

/** A word of the exchange, which may be empty. */
export const toldInWords = (word: string): string => (word === '' ? 'not told' : word);
