import { parseDuration } from './duration.js';
import { suggestion } from './nearest.js';
import type { SubjectLine } from './scenario.js';
import { ScenarioError } from './scenarioError.js';

/** The `key=value` pairs after a subject. A parameter nobody asks for is an error of the scenario. */
export class ScenarioParams {
  readonly #line: SubjectLine;
  readonly #asked = new Set<string>();

  constructor(line: SubjectLine) {
    this.#line = line;
  }

  has(key: string): boolean {
    this.#asked.add(key);
    return this.#line.params.has(key);
  }

  text(key: string, absent?: string): string {
    return this.#read(key, 'text', (found) => found, absent);
  }

  number(key: string, absent?: number): number {
    return this.#read(key, 'a number', toNumber, absent);
  }

  /** `0,0.5,1` */
  numbers(key: string, absent?: readonly number[]): readonly number[] {
    return this.#read(key, 'numbers such as 0,0.5,1', toNumbers, absent);
  }

  /** `250ms`, `1s`, `5m`, `1h` in milliseconds. */
  durationMs(key: string, absent?: number): number {
    return this.#read(key, 'a duration such as 1s or 250ms', parseDuration, absent);
  }

  /** Throws if the scenario gives a parameter that was never asked for. */
  checkAllAsked(): void {
    for (const key of this.#line.params.keys()) {
      if (!this.#asked.has(key)) {
        const sentence = `found parameter "${key}", which ${this.#line.name} does not use${suggestion(key, this.#asked)}`;
        throw new ScenarioError(this.#line.place, sentence);
      }
    }
  }

  #read<T>(key: string, expected: string, parse: (found: string) => T | undefined, absent: T | undefined): T {
    this.#asked.add(key);
    const found = this.#line.params.get(key);
    const value = found === undefined ? absent : parse(found);
    if (value !== undefined) return value;
    const words = found === undefined ? `found no parameter "${key}"` : `found ${key}=${found}`;
    throw new ScenarioError(this.#line.place, `${words}, expected ${expected}`);
  }
}

const toNumber = (found: string): number | undefined => {
  const value = Number(found);
  return found.trim() === '' || Number.isNaN(value) ? undefined : value;
};

const toNumbers = (found: string): number[] | undefined => {
  const values = found
    .split(',')
    .map(toNumber)
    .filter((value) => value !== undefined);
  return values.length === found.split(',').length ? values : undefined;
};
