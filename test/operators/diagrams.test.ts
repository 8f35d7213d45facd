import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/marbles/index.js';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(projectFolder + path, 'utf8');

/** Arithmetic beside an operator, with nothing to draw. */
const withoutDiagram = ['src/operators/backoffDelayMs.ts'];

const operatorFiles = readdirSync(`${projectFolder}src/operators`)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/operators/${name}`)
  .filter((path) => !withoutDiagram.includes(path));

describe.each([...operatorFiles, 'src/streams/scanCycles.ts'])('the doc of %s', (path) => {
  const doc = read(path);

  it('names the scenario its diagram is copied from, tick for tick', () => {
    const scenarioPath = /Spec: (marbles\/\S+\.marble)/.exec(doc)?.[1] ?? '';
    const { inputs, subject, outputs, subscriptions } = parseScenario(read(scenarioPath), scenarioPath);
    const lines = [
      ...inputs.map(({ name, marbles }) => `${name} ${marbles}`),
      subject.text,
      ...outputs.map(({ name, marbles }) => `${name} ${marbles}`),
      ...subscriptions.map(({ name, marbles }) => `subs ${name} ${marbles}`),
    ];
    const drawn = diagramOf(doc);
    const hasSubscriptions = drawn.some((line) => line.startsWith('subs '));
    expect(drawn).toEqual(hasSubscriptions ? lines : lines.filter((line) => !line.startsWith('subs ')));
  });

  it('says in plain words what it is for, and what it holds', () => {
    expect(doc).toMatch(/ \* In plain words: \w/);
    expect(doc).toMatch(/ \* Holds \w/);
  });
});

/** The lines between the fences of a doc comment, blanks collapsed. */
function diagramOf(doc: string): string[] {
  const block = / \* ```\n(.*?) \* ```/s.exec(doc)?.[1] ?? '';
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(' * ', '').replaceAll(/\s+/g, ' '));
}
