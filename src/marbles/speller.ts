import type { Alphabet } from './alphabet.js';
import type { Instant, Item } from './instant.js';
import { itemsEqual } from './itemsEqual.js';
import type { Scenario } from './scenario.js';

const longestTextLength = 300;

/** Draws what came in the letters of the scenario, and invents letters with legends for what has none. */
export class Speller {
  readonly #tickMs: number;
  readonly #known = new Map<string, readonly Item[]>();
  readonly #invented = new Map<string, readonly Item[]>();

  constructor(scenario: Scenario, alphabet: Alphabet) {
    this.#tickMs = scenario.tickMs;
    const drawn = [...scenario.outputs, ...scenario.inputs].flatMap(({ marbles }) => Array.from(marbles));
    for (const marble of [...drawn, ...scenario.legends.keys()]) {
      if (marble !== '-') this.#known.set(marble, alphabet.itemsOf(marble));
    }
  }

  /** A line of marbles; `*` where one column holds several instants. */
  draw(instants: readonly Instant[], columnCount: number): string {
    const columns = Array.from({ length: columnCount }, () => '-');
    for (const { atMs, items } of instants) {
      const column = Math.floor(atMs / this.#tickMs);
      columns[column] = columns[column] === '-' ? this.marbleOf(items) : '*';
    }
    return columns.join('');
  }

  /** The marble that stands for these items, drawn or invented. */
  marbleOf(items: readonly Item[]): string {
    const [only] = items;
    if (items.length === 1 && only?.kind === 'complete') return '|';
    for (const [marble, known] of [...this.#known, ...this.#invented]) if (itemsEqual(known, items)) return marble;
    if (items.length === 1 && only?.kind === 'error') return '#';
    const letters = items.length === 1 ? 'zyxwvutsrqponmlkjihgfedcba' : 'ZYXWVUTSRQPONMLKJIHGFEDCBA';
    const free = Array.from(letters).find((letter) => !this.#known.has(letter) && !this.#invented.has(letter)) ?? '?';
    this.#invented.set(free, items);
    return free;
  }

  /** Legends of the invented letters. */
  get inventedLegends(): string[] {
    return [...this.#invented].map(([marble, items]) => `${marble} := ${describe(items)}`);
  }

  /** `` `W` (1 2 3) `` */
  spell(items: readonly Item[]): string {
    const marble = this.marbleOf(items);
    const text = describe(items);
    return text === marble || text === JSON.stringify(marble) || marble === '|'
      ? `\`${marble}\``
      : `\`${marble}\` (${text})`;
  }

  /** `4`, or `4.5` when something happens between two columns. */
  tickAt(atMs: number): number {
    return atMs / this.#tickMs;
  }
}

/** Items as a legend would write them. */
const describe = (items: readonly Item[]): string => items.map(describeItem).join(' ');

function describeItem(item: Item): string {
  if (item.kind === 'complete') return '|';
  if (item.kind === 'error') return ['#', item.name, item.message].filter((word) => word !== undefined).join(' ');
  const text = describeValue(item.value);
  return text.length > longestTextLength ? `${text.slice(0, longestTextLength)}…` : text;
}

function describeValue(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value, (_key, part: unknown) => (isPlainJson(part) ? part : String(part)));
    } catch {
      return Object.prototype.toString.call(value);
    }
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const isPlainJson = (part: unknown): boolean =>
  (typeof part === 'object' && !(part instanceof Error)) ||
  typeof part === 'string' ||
  typeof part === 'boolean' ||
  (typeof part === 'number' && Number.isFinite(part));
