import type { Alphabet } from './alphabet.js';
import type { Item } from './instant.js';
import type { Diagram, Scenario } from './scenario.js';
import { ScenarioError } from './scenarioError.js';
import { TickTooShortError, toNativeMarbles, type NativeMarbles } from './toNativeMarbles.js';

export interface TranslateLineOptions<E> {
  readonly scenario: Scenario;
  readonly alphabet: Alphabet;
  readonly line: Diagram;
  readonly toError: (item: Item & { readonly kind: 'error' }) => E;
}

/** A drawn line in RxJS's notation. Throws `ScenarioError` where the line cannot be told to RxJS. */
export function translateLine<E>({ scenario, alphabet, line, toError }: TranslateLineOptions<E>): NativeMarbles<E> {
  const columns = Array.from(line.marbles).map((marble) => alphabet.itemsOf(marble));
  try {
    return toNativeMarbles(columns, scenario.tickMs, toError);
  } catch (error) {
    if (!(error instanceof TickTooShortError)) throw error;
    throw new ScenarioError(
      line.place,
      `found several values in one instant of "${line.name}", but ${error.message}; expected a longer tick`,
    );
  }
}
