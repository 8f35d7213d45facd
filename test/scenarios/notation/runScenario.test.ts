import { delay, interval, map, merge, of, switchMap, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ScenarioMismatchError, type SubjectFunction, type Subjects } from '../../../src/marbles/index.js';
import { failureOf, run, scenarioOf, subjects } from './scenarioText.js';

const holds = (...lines: string[]) => expect(failureOf(scenarioOf(...lines))).toBe('');

describe('a scenario holds', () => {
  it('when every column is as drawn', () => {
    holds('in  -a-b|', '> mirror', 'out  -a-b|');
  });

  it('with letters for themselves and digits for numbers', () => {
    holds('in  -a-1-', '> mirror', 'out  -c-d-', 'c := "a"', 'd := 1');
  });

  it('with several values, other marbles and an end in one instant', () => {
    holds(
      'in  -A-B',
      'more  -----C',
      '> mergeAll',
      'out  -a-D-#',
      'A := "a"',
      'a := "a"',
      'B := 1 {"x": [1, 2]} y |',
      'y := 7',
      'D := 1 {"x": [1, 2]} 7',
      'C := # RangeError too far',
      '# := RangeError too far',
    );
  });

  it('with quotes and percent signs in text', () => {
    holds('> emit json="[1]"', 'out  A', 'A := [1] | % one value');
    expect(failureOf(scenarioOf('in  a', '> mirror', 'out  a', 'a := "say \\"50 % ]\\" " % twice'))).toBe('');
  });

  it('with an error of the class, whatever its message', () => {
    holds('in  -A', '> mirror', 'out  -#', 'A := # TypeError x', '# := TypeError');
  });

  it('with an error named by its legend after values of the same instant', () => {
    holds('in  -A', '> mirror', 'out  -A', 'A := 1 #', '# := RangeError too far');
  });

  it('with an input that starts anew at each subscription', () => {
    holds('in  a---b', 'reply  -r|', '> request', 'out  -r---r', 'subs reply  ^-!---', 'subs reply  ----^-');
  });

  it('with a line for each subscription of a cold input, the last one serving all further', () => {
    holds('in  a-b-c', 'reply  r', 'reply  -s', '> request', 'out  r--s-s');
  });

  it('with inputs that are cold by option', () => {
    const lines = ['in  a-a', 'reply  -r', '> ask', 'out  -r-r'];
    const ask: SubjectFunction = (inputs) => inputs.get('in').pipe(switchMap(() => inputs.get('reply')));
    expect(failureOf(scenarioOf(...lines), { subjects: { ask }, cold: ['reply'] })).toBe('');
    expect(failureOf(scenarioOf(...lines), { subjects: { ask } })).toContain('did not come');
  });

  it('with several outputs by name, drawn or not', () => {
    holds('in  a-b-', '> split', 'left  a-b-', 'right  -a-b');
    holds('in  a-b-', '> split', 'right  -a-b');
  });

  it('with nothing but subscriptions drawn', () => {
    holds('in  a-|', '> mirror', 'subs in  ^-!');
    holds('in  a-|', '> split', 'subs in  ^-!');
  });

  it('with an input that is never subscribed to', () => {
    holds('in  ---', 'reply  -r', '> request', 'out  ---', 'subs reply  ---');
  });

  it('until the end of its last column, and is let go then', () => {
    holds('in  -a-b-c-d', '> delay by=3s', 'out  ----a-b-');
    holds('in  -a-', '> mirror', 'out  -a--', 'subs in  ^---');
    holds('in  a', '> mirror', 'out  a');
    expect(failureOf('% A claim.\ntick 1ms\nin  a\n> mirror\nout  a')).toBe('');
  });

  it('with parameters that hold blanks and JSON', () => {
    holds('> emit json={"a":[1, 2]}', 'out  A', 'A := {"a": [1, 2]} |');
  });
});

describe('a scenario that does not hold', () => {
  it('is told in its own language', () => {
    const text = scenarioOf('in  -a-b---c--|', '> delay by=1s', 'out  --a--b--c|', 'subs in  ^------------!');
    expect(failureOf(text)).toBe(
      [
        'claims/a.marble: does not hold: A claim.',
        '',
        '                    0         1',
        '  tick              01234567890123',
        '  in                -a-b---c--|',
        '  > delay by=1s',
        '  out expected      --a--b--c|',
        '  out actual        --a-b---c-|---',
        '  subs in expected  ^------------!',
        '  subs in actual    ^---------!---',
        '',
        '  out: expected `b` at tick 5, came at tick 4',
        '  out: expected `|` at tick 9, came at tick 10',
        '  subs in, subscription 1: expected from tick 0 to tick 13, was from tick 0 to tick 10',
      ].join('\n'),
    );
  });

  const failures: readonly (readonly [string, string[], string[]])[] = [
    ['a value that is missing', ['in  -a-', '> silent', 'out  -a-'], ['out: expected `a` at tick 1, did not come']],
    ['a value that was not expected', ['in  -ab', '> mirror', 'out  -a-'], ['out: did not expect `b` at tick 2']],
    [
      'another value, with a legend for it',
      ['in  -a', '> mirror', 'out  -c', 'a := [1, 2]', 'c := [1, 3]'],
      ['  out actual    -a', 'out: expected `c` ([1,3]) at tick 1, came `a` ([1,2])'],
    ],
    [
      'a value that has no letter yet',
      ['> emit json={"z":1}', 'out  A', 'A := 1 |'],
      ['  out actual    Z', 'Z := {"z":1} |', 'out: expected `A` (1 |) at tick 0, came `Z` ({"z":1} |)'],
    ],
    [
      'another class of error',
      ['in  -A', '> mirror', 'out  -#', 'A := # TypeError x', '# := RangeError'],
      ['  out actual    -A', 'out: expected `#` (# RangeError) at tick 1, came `A` (# TypeError x)'],
    ],
    [
      'another message',
      ['in  -A', '> delay by=1s', 'out  -#', 'A := # RangeError x', '# := RangeError y'],
      ['came `A` (# RangeError x)'],
    ],
    [
      'what happens between two ticks',
      ['in  a-b-', '> delay by=500ms', 'out  ab--'],
      ['out: expected `a` at tick 0, came at tick 0.5', 'out: expected `b` at tick 1, came at tick 2.5'],
    ],
    [
      'more than one instant in a tick',
      ['in  a-b', 'more  bb-', '> mergeHalf', 'out  a--'],
      ['  out actual    *', 'did not expect `b` at tick 0.5'],
    ],
    [
      'a subscription too many',
      ['in  a-a', 'reply  -', '> request', 'subs reply  ^-!'],
      ['subs reply, subscription 2: expected none, was from tick 2 to the end', 'subs reply actual    --^'],
    ],
    [
      'a subscription that was not made',
      ['in  --', 'reply  -', '> request', 'subs reply  ^-'],
      ['subs reply, subscription 1: expected from tick 0 to the end, there was none'],
    ],
    [
      'a subscription where none is drawn',
      ['in  -a', 'reply  -', '> request', 'subs reply  --'],
      ['subs reply, subscription 1: expected none, was from tick 1 to the end'],
    ],
    [
      'a subscription of one instant',
      ['in  aa', 'reply  |', '> request', 'subs reply  ^!', 'subs reply  -x'],
      [
        'subs reply, subscription 1: expected from tick 0 to tick 1, was from tick 0 to tick 0',
        'subs reply actual    x-',
      ],
    ],
  ];

  it.each(failures)('tells %s', (_failure, lines, sentences) => {
    const mergeHalf = ((inputs, _params, scheduler) =>
      merge(inputs.get('in'), inputs.get('more').pipe(delay(500, scheduler)))) satisfies SubjectFunction;
    const failure = failureOf(scenarioOf(...lines), { subjects: { ...subjects, mergeHalf } });
    for (const sentence of sentences) expect(failure).toContain(sentence);
  });

  it('lists its differences in the order of time', () => {
    const text = scenarioOf('in  abc-', '> mirror', 'out  -zy|');
    expect(() => run(text)).toThrow(ScenarioMismatchError);
    const error = caught(() => run(text)) as ScenarioMismatchError;
    expect(error.differences).toEqual([
      'out: did not expect `a` at tick 0',
      'out: expected `z` at tick 1, came `b`',
      'out: expected `y` at tick 2, came `c`',
      'out: expected `|` at tick 3, did not come',
    ]);
    expect(error.fileName).toBe('claims/a.marble');
  });

  it('runs out of letters without harm', () => {
    const many: Subjects = { many: (_inputs, _params, scheduler) => interval(1_000, scheduler).pipe(map((n) => [n])) };
    const failure = failureOf(scenarioOf('> many', `out  ${'-'.repeat(40)}`), { subjects: many });
    expect(failure).toContain('out actual    -zyxwvutsrqponmlkjihgfedcba?????????????');
  });

  it('tells an error that is no error, and one of a class without a name of its own', () => {
    class NoStore extends Error {}
    const subjectsThatFail: Subjects = {
      text: () => throwError((): unknown => 'oops'),
      noStore: () => throwError(() => new NoStore('gone')),
    };
    expect(failureOf(scenarioOf('> text', 'out  -'), { subjects: subjectsThatFail })).toContain('# string oops');
    expect(failureOf(scenarioOf('> noStore', 'out  #', '# := NoStore gone'), { subjects: subjectsThatFail })).toBe('');
  });

  it('shows what JSON cannot', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const values: Subjects = {
      odd: () => of({ big: 1n, nothing: NaN, broken: new Error('x') }),
      loop: () => of(loop),
      none: () => of(undefined),
      long: () => of('x'.repeat(1_000)),
    };
    const shown = (subject: string) => failureOf(scenarioOf(`> ${subject}`, 'out  -'), { subjects: values });
    expect(shown('odd')).toContain('{"big":"1","nothing":"NaN","broken":"Error: x"} |');
    expect(shown('loop')).toContain('[object Object] |');
    expect(shown('none')).toContain('undefined |');
    expect(shown('long')).toContain('xxx… |');
  });
});

const caught = (act: () => void): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
};
