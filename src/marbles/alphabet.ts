import type { Item } from './instant.js';
import { suggestion } from './nearest.js';
import type { Legend, Scenario } from './scenario.js';
import { ScenarioError } from './scenarioError.js';
import { splitTokens } from './tokens.js';

/** Turns the words after a vocabulary word into a value: `kline: (words) => klineFrom(words)`. */
export type Vocabulary = Readonly<Record<string, (words: string[]) => unknown>>;

/**
 * What every marble of a scenario stands for. Values are made anew at each call, so an input and the expectation never
 * share an object that one of them could change.
 */
export class Alphabet {
  readonly #legends: Scenario['legends'];
  readonly #vocabulary: Vocabulary;

  constructor(scenario: Scenario, vocabulary: Vocabulary) {
    this.#legends = scenario.legends;
    this.#vocabulary = vocabulary;
  }

  /** What happens in a column that shows `marble`, in order. Throws `ScenarioError` for a legend that means nothing. */
  itemsOf(marble: string): Item[] {
    if (marble === '-') return [];
    if (marble === '|') return [{ kind: 'complete' }];
    const legend = this.#legends.get(marble);
    if (marble === '#') return legend ? [toErrorItem(legend.expression.split(/\s+/))] : [];
    if (/\d/.test(marble)) return [{ kind: 'value', value: Number(marble) }];
    if (!legend) return [{ kind: 'value', value: marble }];
    return /[A-Z]/.test(marble) ? this.#several(legend) : [{ kind: 'value', value: this.#one(legend) }];
  }

  /** The error an input fails with: made by the vocabulary's word of that name, or one of JavaScript's own. */
  createError(item: Item & { readonly kind: 'error' }, place: Legend['place']): unknown {
    const words = item.message === undefined ? [] : item.message.split(' ');
    if (Object.hasOwn(this.#vocabulary, item.name)) return this.#say(item.name, words, place);
    const own = [Error, TypeError, RangeError].find(({ name }) => name === item.name);
    if (own) return new own(item.message);
    throw new ScenarioError(
      place,
      `found the error "${item.name}" in an input, expected a word of the vocabulary or Error, TypeError, RangeError${suggestion(item.name, Object.keys(this.#vocabulary))}`,
    );
  }

  #one({ symbol, expression, place }: Legend): unknown {
    const json = parseJson(expression);
    if (json) return json.value;
    const tokens = splitTokens(expression);
    const [word = '', ...words] = tokens;
    if (tokens.length > 1 && tokens.every((token) => parseJson(token))) {
      const found = `found ${tokens.length} values for \`${symbol}\``;
      throw new ScenarioError(place, `${found}, expected one: only a capital letter stands for several in one instant`);
    }
    return this.#say(word, words, place);
  }

  /** `1 [2] a |`: JSON, marbles of other legends, an end; or one phrase, and an end. */
  #several(legend: Legend): Item[] {
    const json = parseJson(legend.expression);
    if (json) return [{ kind: 'value', value: json.value }];
    const tokens = splitTokens(legend.expression);
    const firstEnd = tokens.findIndex((token) => token === '|' || token === '#');
    const [values, end] = firstEnd < 0 ? [tokens, []] : [tokens.slice(0, firstEnd), tokens.slice(firstEnd)];
    return [...this.#values(values, legend), ...this.#end(end, legend)];
  }

  #values(tokens: readonly string[], { place }: Legend): Item[] {
    const [word = '', ...words] = tokens;
    if (Object.hasOwn(this.#vocabulary, word)) return [{ kind: 'value', value: this.#say(word, words, place) }];
    return tokens.flatMap((token): Item[] => {
      if (/^[a-z]$/.test(token)) return this.itemsOf(token);
      const json = parseJson(token);
      return [{ kind: 'value', value: json ? json.value : this.#say(token, [], place) }];
    });
  }

  #end([end, ...words]: readonly string[], { symbol, place }: Legend): Item[] {
    if (end === undefined) return [];
    if (end === '|') {
      if (words.length === 0) return [{ kind: 'complete' }];
      throw new ScenarioError(place, `found "${words.join(' ')}" after \`|\` of \`${symbol}\`, expected nothing`);
    }
    if (words.length > 0) return [toErrorItem(words)];
    const item = this.itemsOf('#');
    if (item.length > 0) return item;
    throw new ScenarioError(place, `found \`#\` without a name in \`${symbol}\`, expected \`# ErrorName\``);
  }

  #say(word: string, words: string[], place: Legend['place']): unknown {
    const speak = Object.hasOwn(this.#vocabulary, word) ? this.#vocabulary[word] : undefined;
    if (!speak) {
      const known = suggestion(word, Object.keys(this.#vocabulary));
      throw new ScenarioError(place, `found "${word}", expected JSON or a word of the vocabulary${known}`);
    }
    try {
      return speak(words);
    } catch (cause) {
      throw new ScenarioError(place, `found "${[word, ...words].join(' ')}", which is no ${word}: ${reasonOf(cause)}`, {
        cause,
      });
    }
  }
}

function toErrorItem([name = '', ...words]: readonly string[]): Item {
  return words.length === 0 ? { kind: 'error', name } : { kind: 'error', name, message: words.join(' ') };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
