import { describe, expect, it } from 'vitest';
import { parseScenario, runScenario, ScenarioMismatchError } from '../../src/marbles/index.js';
import { readProjectFile, scenarioFiles, type ScenarioFile } from './scenarioFiles.js';
import { subjects } from './subjects.js';
import { vocabulary } from './vocabulary.js';

const files = scenarioFiles();

describe.each([...new Set(files.map(({ chapter }) => chapter))])('%s', (chapter) => {
  for (const { fileName, text } of files.filter((file) => file.chapter === chapter)) {
    it(titleOf({ fileName, text }), () => {
      runScenario(text, { subjects, vocabulary, fileName });
    });
  }
});

describe('the scenarios', () => {
  it('claim each thing once', () => {
    const titles = files.map(titleOf);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(files)('can fail: $fileName', ({ fileName, text }) => {
    expect(() => runScenario(wrong(text, fileName), { subjects, vocabulary, fileName })).toThrow(ScenarioMismatchError);
  });

  it.each(files)('begin all their lines in one column: $fileName', ({ fileName, text }) => {
    const { inputs, outputs, subscriptions } = parseScenario(text, fileName);
    const lines = text.split('\n');
    const begins = [...inputs, ...outputs, ...subscriptions].map(({ marbles, place }) => {
      const [drawn = ''] = lines[place.line - 1]!.split(' %');
      return drawn.lastIndexOf(marbles);
    });
    expect(new Set(begins).size).toBe(1);
  });
});

describe('the README of the scenarios', () => {
  const examples = [...readProjectFile('marbles/README.md').matchAll(/```\n(%.*?)```/gs)].map(([, text = '']) => text);

  it('has two examples', () => {
    expect(examples).toHaveLength(2);
  });

  it.each(examples)('shows what holds: %s', (text) => {
    runScenario(text, { subjects, vocabulary, fileName: 'marbles/README.md' });
  });
});

/** The scenario with every claim one tick late; a line that claims silence gets a value in its first column. */
function wrong(text: string, fileName: string): string {
  const { outputs, subscriptions } = parseScenario(text, fileName);
  const lines = text.split('\n');
  for (const { marbles, place } of [...outputs, ...subscriptions]) {
    const isSilent = /^-*$/.test(marbles);
    if (isSilent && subscriptions.some((line) => line.place === place)) continue;
    const index = place.line - 1;
    lines[index] = lines[index]!.replace(/\S+$/, isSilent ? `z${marbles.slice(1)}` : `-${marbles}`);
  }
  return lines.join('\n');
}

/** A file that cannot be read keeps its name as title, and fails when it runs. */
function titleOf({ fileName, text }: Pick<ScenarioFile, 'fileName' | 'text'>): string {
  try {
    return parseScenario(text, fileName).title;
  } catch {
    return fileName;
  }
}
