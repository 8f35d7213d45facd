import { map, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { SubjectFunction, Subjects, Vocabulary } from '../../../src/marbles/index.js';
import { failureOf, scenarioOf, subjects } from './scenarioText.js';

class FeedClosedError extends Error {}

const vocabulary: Vocabulary = {
  price: ([symbol = '', value = '']) => {
    if (!/^\d+$/.test(value)) throw new Error('expected SYMBOL NUMBER');
    return { symbol, value: Number(value) };
  },
  FeedClosedError: (words) => new FeedClosedError(words.join(' ')),
};

const mirrored = (...legends: string[]) => scenarioOf('in  -a', '> mirror', 'out  -a', ...legends);
const mirroredCapital = (...legends: string[]) => scenarioOf('in  -A', '> mirror', 'out  -A', ...legends);

const mistakes: readonly (readonly [string, string, string])[] = [
  [
    'an unknown subject',
    scenarioOf('in  a', '> miror', 'out  a'),
    '4: found the unknown subject "miror"; did you mean "mirror"?',
  ],
  [
    'a subject like none',
    scenarioOf('in  a', '> warmUp', 'out  a'),
    '4: found the unknown subject "warmUp"; known: mirror, delay,',
  ],
  ['a name every object has', scenarioOf('in  a', '> toString', 'out  a'), '4: found the unknown subject "toString"'],
  [
    'a missing input',
    scenarioOf('inn  a', '> mirror', 'out  a'),
    '4: found no input "in", which mirror needs; did you mean "inn"?',
  ],
  ['no input', scenarioOf('> mirror', 'out  a'), '3: found no input "in", which mirror needs; none is known'],
  [
    'an input too many',
    scenarioOf('in  a', 'extra  a', '> mirror', 'out  a'),
    '4: found input "extra", which mirror does not use',
  ],
  [
    'an output the subject lacks',
    scenarioOf('in  a', '> split', 'rigth  a'),
    '5: found output "rigth", which split does not have; did you mean "right"?',
  ],
  [
    'an output of an only Observable',
    scenarioOf('in  a', '> mirror', 'left  a'),
    '5: found output "left", which mirror does not have; known: out',
  ],
  [
    'a missing parameter',
    scenarioOf('in  a', '> delay', 'out  a'),
    '4: found no parameter "by", expected a duration such as 1s or 250ms',
  ],
  ['a wrong parameter', scenarioOf('in  a', '> delay by=soon', 'out  a'), '4: found by=soon, expected a duration'],
  [
    'a parameter too many',
    scenarioOf('in  a', '> delay by=1s bye=2s', 'out  -a'),
    '4: found parameter "bye", which delay does not use; did you mean "by"?',
  ],
  [
    'a hot input in two lines',
    scenarioOf('in  a', 'in  b', '> mirror', 'out  a'),
    '4: found hot input "in" twice; only a cold input has a line for each subscription',
  ],
  [
    'an unknown word',
    mirrored('a := prize BTC 1'),
    '6: found "prize", expected JSON or a word of the vocabulary; did you mean "price"?',
  ],
  [
    'a phrase that says nothing',
    mirrored('a := price BTC much'),
    '6: found "price BTC much", which is no price: expected SYMBOL NUMBER',
  ],
  [
    'several values for a small letter',
    mirrored('a := 1 2'),
    '6: found 2 values for `a`, expected one: only a capital letter stands for several',
  ],
  [
    'an unknown word in a capital',
    mirroredCapital('A := 1 prize'),
    '6: found "prize", expected JSON or a word of the vocabulary',
  ],
  ['something after the end', mirroredCapital('A := 1 | 2'), '6: found "2" after `|` of `A`, expected nothing'],
  ['an error without name', mirroredCapital('A := 1 #'), '6: found `#` without a name in `A`, expected `# ErrorName`'],
  [
    'an unknown error in an input',
    mirroredCapital('A := # FeedCloseError'),
    '3: found the error "FeedCloseError" in an input',
  ],
  [
    'a tick too short for a group',
    '% A claim.\ntick 3ms\nin  Aa\n> mirror\nout  a\nA := 1 2',
    '3: found several values in one instant of "in", but a tick of 3 ms is 1 ms too short to draw column 1',
  ],
];

describe('a scenario with a slip of the pen says so', () => {
  it.each(mistakes)('%s', (_mistake, text, message) => {
    expect(failureOf(text, { vocabulary })).toContain(`claims/a.marble:${message}`);
  });
});

it('uses the vocabulary for values and errors, in small and capital letters', () => {
  const text = scenarioOf(
    'in  -a-P--#',
    '> mirror',
    'out  -b-P--#',
    'a := price BTC 1',
    'b := {"symbol": "BTC", "value": 1}',
    'P := price ETH 2',
    '# := FeedClosedError reset',
  );
  expect(failureOf(text, { vocabulary })).toBe('');
});

it('makes values anew, so that a subject cannot change what is expected', () => {
  const spoil: Subjects = {
    spoil: (inputs) =>
      inputs.get('in').pipe(
        map((value) => {
          (value as number[]).push(3);
          return value;
        }),
      ),
  };
  const text = scenarioOf('in  a', '> spoil', 'out  a', 'a := [1, 2]');
  expect(failureOf(text, { subjects: spoil })).toContain('came `z` ([1,2,3])');
});

describe('parameters', () => {
  const read = (line: string, subject: SubjectFunction) =>
    failureOf(scenarioOf(`> read ${line}`, 'out  A', 'A := 1 |'), { subjects: { ...subjects, read: subject } });

  it('are numbers, lists of numbers, durations and texts', () => {
    expect(read('n=1', (_, params) => of(params.number('n')))).toBe('');
    expect(read('n=0,1,-2.5', (_, params) => of(params.numbers('n')[1]))).toBe('');
    expect(read('n=1ms', (_, params) => of(params.durationMs('n')))).toBe('');
    expect(read('n="a b"', (_, params) => of(params.text('n').indexOf(' ')))).toBe('');
  });

  it('may be absent where the subject says so', () => {
    expect(read('', (_, params) => of(params.number('n', 1)))).toBe('');
    expect(read('', (_, params) => of(params.has('n') ? 2 : 1))).toBe('');
  });

  it('are refused when they are no numbers', () => {
    expect(read('n=one', (_, params) => of(params.number('n')))).toContain('found n=one, expected a number');
    expect(read('n=1,,2', (_, params) => of(params.numbers('n')))).toContain(
      'found n=1,,2, expected numbers such as 0,0.5,1',
    );
  });
});
