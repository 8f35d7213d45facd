import { describe, expect, it } from 'vitest';
import { parseScenario, ScenarioError } from '../../../src/marbles/index.js';

const valid = `% A socket that is silent is an error. The rest explains.
% More words.

tick 500ms

in   -a-b|   % hot
> delay by=2s label="two words" % said once
out  -W--#
subs in  ^--!---

a := {"x": "50 % of"} % a comment
W := 1 a
# := FeedClosedError reset by peer
`;

const parse = (text: string) => parseScenario(text, 'claims/a.marble');

describe('a scenario', () => {
  const scenario = parse(valid);

  it('has its first sentence as title and the whole comment as description', () => {
    expect(scenario.title).toBe('A socket that is silent is an error.');
    expect(scenario.description).toBe('A socket that is silent is an error. The rest explains. More words.');
    expect(parse(valid.replace('error. The rest explains.', 'error')).title).toBe(
      'A socket that is silent is an error More words.',
    );
  });

  it('has a tick, diagrams, a subject with parameters, and legends', () => {
    expect(scenario.tickMs).toBe(500);
    expect(scenario.inputs).toEqual([
      { name: 'in', marbles: '-a-b|', place: { fileName: 'claims/a.marble', line: 6 } },
    ]);
    expect(scenario.subject.name).toBe('delay');
    expect([...scenario.subject.params]).toEqual([
      ['by', '2s'],
      ['label', 'two words'],
    ]);
    expect(scenario.outputs.map(({ marbles }) => marbles)).toEqual(['-W--#']);
    expect(scenario.subscriptions.map(({ name, marbles }) => [name, marbles])).toEqual([['in', '^--!---']]);
    expect([...scenario.legends.values()].map(({ expression }) => expression)).toEqual([
      '{"x": "50 % of"}',
      '1 a',
      'FeedClosedError reset by peer',
    ]);
  });

  it('has the whole comment as title when it holds no full stop, and no comment from further down', () => {
    const { title, description } = parse('% a claim\n\n% an aside\ntick 1s\n> mirror\nout  -\n\n');
    expect([title, description]).toEqual(['a claim', 'a claim']);
  });

  it('is as long as its longest line', () => {
    expect(scenario.columnCount).toBe(7);
  });

  it('may have Windows line ends', () => {
    expect(parse(valid.replaceAll('\n', '\r\n'))).toEqual(scenario);
  });

  it.each([
    ['250ms', 250],
    ['0.5s', 500],
    ['5m', 300_000],
    ['2h', 7_200_000],
  ])('with a tick of %s has columns of %i ms', (tick, tickMs) => {
    expect(parse(valid.replace('500ms', tick)).tickMs).toBe(tickMs);
  });
});

describe('what cannot be read is told with file, line, what was found and what was expected', () => {
  const faults: readonly (readonly [string, string, string, string])[] = [
    ['no title', '% A socket that is silent is an error. The rest explains.\n% More words.', '', '1: found no title'],
    ['no tick', 'tick 500ms', '', '14: found no tick, expected a line such as `tick 1s`'],
    ['a second tick', 'tick 500ms', 'tick 1s\ntick 2s', '5: found a second tick'],
    ['a tick without unit', 'tick 500ms', 'tick 500', '4: found tick "500", expected a duration such as 1s'],
    ['a tick of nothing', 'tick 500ms', 'tick 0s', '4: found tick "0s"'],
    ['a tick below the millisecond', 'tick 500ms', 'tick 0.5ms', '4: found tick "0.5ms"'],
    ['a blank in a diagram', '-a-b|   %', '-a- b|  %', '6: found a blank inside the diagram "-a- b|", expected `-`'],
    ['a strange marble', '-a-b|', '-a-?|', '6: found `?` in column 3 of "in", expected a letter, a digit'],
    [
      'a marble after the end',
      '-a-b|',
      '-a|b-',
      '6: found `b` in column 3 of "in", expected nothing after the `|` in column 2',
    ],
    ['a line of no kind', 'in   -a-b|', '?!', '6: found "?!", expected NAME MARBLES'],
    ['a name alone', 'in   -a-b|', 'in', '6: found "in", expected NAME MARBLES'],
    ['no subject', '> delay by=2s label="two words" % said once', '', '9: found subs above the subject'],
    ['a subject without name', '> delay by=2s label="two words"', '>', '7: found no word after `>`'],
    ['two subjects', 'out  -W--#', '> mirror\nout  -W--#', '8: found a second subject "mirror"'],
    ['a parameter without value', 'by=2s', 'by', '7: found "by" after the subject, expected key=value'],
    ['a parameter twice', 'by=2s', 'by=2s by=3s', '7: found parameter "by" twice'],
    ['an output twice', 'out  -W--#', 'out  -W--#\nout  -W--#', '9: found output "out" twice'],
    [
      'subs of nothing',
      'subs in  ^--!---',
      'subs inn  ^--!',
      '9: found subs of "inn", expected an input drawn above: in',
    ],
    ['a value in subs', '^--!---', '^-a!---', '9: found `a` in column 2 of "in", expected `-`, `^`, `!` or `x`'],
    ['subs without marbles', 'subs in  ^--!---', 'subs in', '9: found "in", expected subs NAME MARBLES'],
    ['two subscriptions in a line', '^--!---', '^-^!---', '9: found "^-^!---", expected one subscription'],
    [
      'something after the end of subs',
      '^--!---',
      '^--!-!-',
      '9: found `!` in column 5 of "in", expected nothing after the `!`',
    ],
    [
      'no subscription beside one',
      '^--!---',
      '^--!---\nsubs in  ---',
      '10: found subs of "in" without a beginning beside others',
    ],
    ['a legend for a word', 'W := 1 a', 'Wx := 1 a', '12: found a legend for "Wx", expected one letter or `#`'],
    ['a legend for a digit', 'W := 1 a', '1 := 1 a', '12: found a legend for "1"'],
    ['an empty legend', 'W := 1 a', 'W :=', '12: found no value after `W :=`'],
    ['a legend twice', 'W := 1 a', 'W := 1 a\na := 2', '13: found a second legend for `a`, the first is in line 11'],
    [
      'a legend that is not drawn',
      'W := 1 a',
      'W := 1 a\nq := 2',
      '13: found a legend for `q`, expected it in a diagram',
    ],
    ['an error without name', '# := FeedClosedError reset by peer', '', '8: found `#` without a legend'],
  ];

  it.each(faults)('%s', (_fault, found, instead, message) => {
    expect(() => parse(valid.replace(found, instead))).toThrow(ScenarioError);
    expect(() => parse(valid.replace(found, instead))).toThrow(`claims/a.marble:${message}`);
  });

  it('no subject at all', () => {
    expect(() => parse('% A claim.\ntick 1s\nin  a')).toThrow('claims/a.marble:3: found no subject');
  });

  it('nothing claimed', () => {
    expect(() => parse('% A claim.\ntick 1s\nin  a\n> mirror')).toThrow(':4: found nothing drawn below the subject');
  });
});
