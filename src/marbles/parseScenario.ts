import { parseLine } from './parseLine.js';
import type { Diagram, Legend, Place, Scenario, SubjectLine } from './scenario.js';
import { ScenarioError } from './scenarioError.js';
import { isNever } from './subscriptionSpan.js';
import { splitTokens } from './tokens.js';

/**
 * Reads a scenario (`marbles/README.md` describes the notation). Throws `ScenarioError` whose message names the file,
 * the line, what was found and what was expected. Subject and words of the legends are looked up later, by `runScenario`.
 */
export function parseScenario(text: string, fileName: string): Scenario {
  const draft = new Draft(fileName);
  for (const [index, raw] of text.split(/\r?\n/).entries()) draft.read(raw, { fileName, line: index + 1 });
  return draft.finish();
}

/** Collects the lines of a scenario and keeps their order honest. */
class Draft {
  readonly #fileName: string;
  readonly #comment: string[] = [];
  readonly #inputs: Diagram[] = [];
  readonly #outputs: Diagram[] = [];
  readonly #subscriptions: Diagram[] = [];
  readonly #legends = new Map<string, Legend>();
  #isOpening = true;
  #tickMs: number | undefined;
  #subject: SubjectLine | undefined;
  #lineCount = 0;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(raw: string, place: Place): void {
    this.#lineCount = place.line;
    const line = parseLine(raw, place);
    if (line.kind === 'comment') {
      if (this.#isOpening) this.#comment.push(line.text);
      return;
    }
    this.#isOpening = false;
    if (line.kind === 'tick') this.#readTick(line.tickMs, place);
    else if (line.kind === 'subject') this.#readSubject(line.subject);
    else if (line.kind === 'legend') this.#readLegend(line.legend);
    else if (line.kind === 'subs') this.#readSubs(line.diagram);
    else if (line.kind === 'diagram') this.#readDiagram(line.diagram);
  }

  finish(): Scenario {
    const end: Place = { fileName: this.#fileName, line: this.#lineCount };
    const description = this.#comment.join(' ').trim();
    if (description === '')
      throw new ScenarioError(
        { ...end, line: 1 },
        'found no title, expected a first line `% What this scenario claims.`',
      );
    if (this.#tickMs === undefined) throw new ScenarioError(end, 'found no tick, expected a line such as `tick 1s`');
    if (!this.#subject) throw new ScenarioError(end, 'found no subject, expected a line such as `> warmUp`');
    if (this.#outputs.length + this.#subscriptions.length === 0) {
      throw new ScenarioError(
        end,
        'found nothing drawn below the subject, expected `out MARBLES` or `subs NAME MARBLES`',
      );
    }
    this.#checkLegends();
    const diagrams = [...this.#inputs, ...this.#outputs, ...this.#subscriptions];
    return {
      fileName: this.#fileName,
      title: /^.*?[.!?](?=\s|$)/.exec(description)?.[0] ?? description,
      description,
      tickMs: this.#tickMs,
      inputs: this.#inputs,
      subject: this.#subject,
      outputs: this.#outputs,
      subscriptions: this.#subscriptions,
      legends: this.#legends,
      columnCount: Math.max(...diagrams.map(({ marbles }) => marbles.length)),
    };
  }

  #readTick(tickMs: number, place: Place): void {
    if (this.#tickMs !== undefined)
      throw new ScenarioError(place, 'found a second tick, expected one for the whole scenario');
    this.#tickMs = tickMs;
  }

  #readSubject(subject: SubjectLine): void {
    if (this.#subject) {
      throw new ScenarioError(subject.place, `found a second subject "${subject.name}", expected one per scenario`);
    }
    this.#subject = subject;
  }

  #readLegend(legend: Legend): void {
    const first = this.#legends.get(legend.symbol);
    if (first) {
      throw new ScenarioError(
        legend.place,
        `found a second legend for \`${legend.symbol}\`, the first is in line ${first.place.line}`,
      );
    }
    this.#legends.set(legend.symbol, legend);
  }

  #readSubs(diagram: Diagram): void {
    if (!this.#subject) throw new ScenarioError(diagram.place, 'found subs above the subject, expected them below');
    if (!this.#inputs.some(({ name }) => name === diagram.name)) {
      const known = this.#inputs.map(({ name }) => name).join(', ');
      throw new ScenarioError(
        diagram.place,
        `found subs of "${diagram.name}", expected an input drawn above: ${known}`,
      );
    }
    const others = this.#subscriptions.filter(({ name }) => name === diagram.name);
    if (others.length > 0 && [...others, diagram].some(isNever)) {
      throw new ScenarioError(
        diagram.place,
        `found subs of "${diagram.name}" without a beginning beside others, expected it alone`,
      );
    }
    this.#subscriptions.push(diagram);
  }

  #readDiagram(diagram: Diagram): void {
    if (!this.#subject) {
      this.#inputs.push(diagram);
      return;
    }
    if (this.#outputs.some(({ name }) => name === diagram.name)) {
      throw new ScenarioError(diagram.place, `found output "${diagram.name}" twice, expected it once`);
    }
    this.#outputs.push(diagram);
  }

  /** A legend that is never drawn is a slip of the pen; an error without a name would claim nothing. */
  #checkLegends(): void {
    const diagrams = [...this.#inputs, ...this.#outputs];
    const drawn = new Set(diagrams.flatMap(({ marbles }) => Array.from(marbles)));
    for (const { symbol, expression } of this.#legends.values()) {
      if (/[A-Z]/.test(symbol)) for (const token of splitTokens(expression)) drawn.add(token);
    }
    for (const { symbol, place } of this.#legends.values()) {
      if (!drawn.has(symbol))
        throw new ScenarioError(place, `found a legend for \`${symbol}\`, expected it in a diagram`);
    }
    const nameless = diagrams.find(({ marbles }) => marbles.includes('#'));
    if (nameless && !this.#legends.has('#')) {
      throw new ScenarioError(
        nameless.place,
        'found `#` without a legend, expected a line such as `# := StaleFeedError`',
      );
    }
  }
}
