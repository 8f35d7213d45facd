import { isObservable, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { Alphabet, type Vocabulary } from './alphabet.js';
import { compareOutput, type OutputComparison } from './compareOutput.js';
import { compareSubscriptions } from './compareSubscriptions.js';
import { explainMismatch } from './explainMismatch.js';
import { errorItemOf, toInstants, type Item, type Message } from './instant.js';
import { suggestion } from './nearest.js';
import { parseScenario } from './parseScenario.js';
import type { Diagram, Scenario } from './scenario.js';
import { ScenarioError, ScenarioMismatchError } from './scenarioError.js';
import { ScenarioInputs } from './scenarioInputs.js';
import { ScenarioParams } from './scenarioParams.js';
import { Speller } from './speller.js';
import type { Subject, Subjects } from './subject.js';
import { translateLine } from './translateLine.js';

export interface RunScenarioOptions {
  /** What the word after `>` stands for. */
  readonly subjects: Subjects;
  /** What the first word of a legend stands for. */
  readonly vocabulary?: Vocabulary;
  /** Inputs that are cold whatever the subject. */
  readonly cold?: readonly string[];
  /** For messages. */
  readonly fileName?: string;
}

/**
 * Runs one scenario in virtual time, observed from its first column to the end of its last one, then unsubscribed.
 * Returns when everything is as drawn. Throws `ScenarioMismatchError` with both drawings and the differences in ticks
 * when it is not, and `ScenarioError` when the scenario cannot be read or names what does not exist.
 */
export function runScenario(
  text: string,
  { subjects, vocabulary = {}, cold = [], fileName = 'scenario' }: RunScenarioOptions,
): void {
  const scenario = parseScenario(text, fileName);
  const subject = findSubject(scenario, subjects);
  const alphabet = new Alphabet(scenario, vocabulary);
  const params = new ScenarioParams(scenario.subject);
  const isCold = (name: string): boolean => cold.includes(name) || subject.cold?.includes(name) === true;

  const recorded: { readonly actual: readonly Message[]; readonly expected: readonly Message[] }[] = [];
  const scheduler = new TestScheduler((actual: readonly Message[], expected: readonly Message[]) => {
    recorded.push({ actual, expected });
  });
  const inputs = scheduler.run((helpers) => {
    const drawnInputs = new ScenarioInputs({ scenario, alphabet, helpers, isCold });
    observe(scenario, alphabet, helpers, subject.run(drawnInputs, params, scheduler));
    scheduler.maxFrames = scenario.columnCount * scenario.tickMs;
    return drawnInputs;
  });
  params.checkAllAsked();
  inputs.checkAllAsked();

  const outputs = scenario.outputs.map((drawn, index): OutputComparison => {
    const { actual, expected } = recorded[index]!;
    return { drawn, expected: toInstants(expected, (error) => error as Item), actual: toInstants(actual, errorItemOf) };
  });
  report(scenario, outputs, inputs, new Speller(scenario, alphabet));
}

function findSubject({ subject: { name, place } }: Scenario, subjects: Subjects): Subject {
  const found = Object.hasOwn(subjects, name) ? subjects[name] : undefined;
  if (!found)
    throw new ScenarioError(place, `found the unknown subject "${name}"${suggestion(name, Object.keys(subjects))}`);
  return typeof found === 'function' ? { run: found } : found;
}

/** Observes every drawn output until the end of the last column; all of them when only subscriptions are drawn. */
function observe(
  scenario: Scenario,
  alphabet: Alphabet,
  { expectObservable }: RunHelpers,
  output: ReturnType<Subject['run']>,
): void {
  const outputs = isObservable(output) ? { out: output } : output;
  const endMs = scenario.columnCount * scenario.tickMs;
  const observation = endMs > 1 ? `^ ${endMs - 1}ms !` : '^!';
  for (const line of scenario.outputs) {
    const { marbles, values, error } = translateLine({ scenario, alphabet, line, toError: (item) => item });
    expectObservable(outputOf(outputs, line, scenario), observation).toBe(marbles, values, error);
  }
  if (scenario.outputs.length > 0) return;
  for (const each$ of Object.values(outputs)) expectObservable(each$, observation);
}

function outputOf(
  outputs: Readonly<Record<string, Observable<unknown>>>,
  line: Diagram,
  { subject }: Scenario,
): Observable<unknown> {
  const output$ = Object.hasOwn(outputs, line.name) ? outputs[line.name] : undefined;
  if (output$) return output$;
  const sentence = `found output "${line.name}", which ${subject.name} does not have${suggestion(line.name, Object.keys(outputs))}`;
  throw new ScenarioError(line.place, sentence);
}

function report(
  scenario: Scenario,
  outputs: readonly OutputComparison[],
  inputs: ScenarioInputs,
  speller: Speller,
): void {
  const names = [...new Set(scenario.subscriptions.map(({ name }) => name))];
  const spans = new Map(names.map((name) => [name, inputs.spansOf(name)]));
  const differences = [
    ...outputs.flatMap((output) => compareOutput(output, speller)),
    ...[...spans].flatMap(([name, actual]) => {
      const drawn = scenario.subscriptions.filter((line) => line.name === name);
      return compareSubscriptions(name, drawn, actual, scenario);
    }),
  ];
  if (differences.length === 0) return;
  const message = explainMismatch({ scenario, outputs, spans, differences }, speller);
  throw new ScenarioMismatchError(scenario.fileName, differences, message);
}
