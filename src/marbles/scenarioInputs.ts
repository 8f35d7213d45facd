import { defer, type Observable } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { Alphabet } from './alphabet.js';
import { suggestion } from './nearest.js';
import type { Diagram, Place, Scenario } from './scenario.js';
import { ScenarioError } from './scenarioError.js';
import type { SubscriptionSpan } from './subscriptionSpan.js';
import { translateLine } from './translateLine.js';

interface Input {
  readonly values$: Observable<unknown>;
  readonly spans: () => readonly SubscriptionSpan[];
  readonly isCold: boolean;
  readonly place: Place;
}

export interface ScenarioInputsOptions {
  readonly scenario: Scenario;
  readonly alphabet: Alphabet;
  readonly helpers: RunHelpers;
  readonly isCold: (name: string) => boolean;
}

/**
 * The Observables drawn above the subject. A hot input nobody asks for is an error of the scenario; a cold one is asked
 * for when it is needed, which may be never.
 */
export class ScenarioInputs {
  readonly #scenario: Scenario;
  readonly #inputs: ReadonlyMap<string, Input>;
  readonly #asked = new Set<string>();

  constructor(options: ScenarioInputsOptions) {
    this.#scenario = options.scenario;
    const linesByName = new Map<string, Diagram[]>();
    for (const line of options.scenario.inputs)
      linesByName.set(line.name, [...(linesByName.get(line.name) ?? []), line]);
    this.#inputs = new Map([...linesByName].map(([name, lines]) => [name, createInput(name, lines, options)]));
  }

  /** Names as drawn, top to bottom. */
  get names(): string[] {
    return [...this.#inputs.keys()];
  }

  has(name: string): boolean {
    return this.#inputs.has(name);
  }

  get(name: string): Observable<unknown> {
    this.#asked.add(name);
    const input = this.#inputs.get(name);
    if (input) return input.values$;
    const { subject } = this.#scenario;
    const sentence = `found no input "${name}", which ${subject.name} needs${suggestion(name, this.names)}`;
    throw new ScenarioError(subject.place, sentence);
  }

  /** Every subscription of a drawn input so far, in order. */
  spansOf(name: string): SubscriptionSpan[] {
    return this.#inputs
      .get(name)!
      .spans()
      .toSorted((a, b) => a.subscribedFrame - b.subscribedFrame);
  }

  /** Throws if a hot input is drawn that was never asked for. */
  checkAllAsked(): void {
    for (const [name, { isCold, place }] of this.#inputs) {
      if (isCold || this.#asked.has(name)) continue;
      const sentence = `found input "${name}", which ${this.#scenario.subject.name} does not use${suggestion(name, this.#asked)}`;
      throw new ScenarioError(place, sentence);
    }
  }
}

function createInput(name: string, lines: readonly Diagram[], options: ScenarioInputsOptions): Input {
  const [first, second] = lines as readonly [Diagram, ...Diagram[]];
  if (options.isCold(name)) return { ...createColdInput(lines, options), isCold: true, place: first.place };
  if (second) {
    const sentence = `found hot input "${name}" twice; only a cold input has a line for each subscription`;
    throw new ScenarioError(second.place, sentence);
  }
  const { marbles, values, error } = translateInput(first, options);
  const hot$ = options.helpers.hot(marbles, values, error);
  return { values$: hot$, spans: () => hot$.subscriptions, isCold: false, place: first.place };
}

/** A cold input plays one line per subscription, and the last one from then on. */
function createColdInput(lines: readonly Diagram[], options: ScenarioInputsOptions): Pick<Input, 'values$' | 'spans'> {
  const attempts = lines.map((line) => {
    const { marbles, values, error } = translateInput(line, options);
    return options.helpers.cold(marbles, values, error);
  });
  let subscribedCount = 0;
  const values$ = defer(() => {
    const attempt$ = attempts[Math.min(subscribedCount, attempts.length - 1)]!;
    subscribedCount += 1;
    return attempt$;
  });
  return { values$, spans: () => attempts.flatMap(({ subscriptions }) => subscriptions) };
}

const translateInput = (line: Diagram, { scenario, alphabet }: ScenarioInputsOptions) =>
  translateLine({ scenario, alphabet, line, toError: (item) => alphabet.createError(item, line.place) });
