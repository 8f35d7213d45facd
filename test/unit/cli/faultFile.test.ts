import { afterAll, describe, expect, it } from 'vitest';
import { hostilityOf, hostilitySentence, refuseElsewhere } from '../../../src/cli/faults/hostility.js';
import { readFaultFile } from '../../../src/cli/faults/readFaultFile.js';
import { configSchema } from '../../../src/config/schema.js';
import { BadInputError } from '../../../src/domain/errors.js';
import { CliFolder } from '../../support/cliFolder.js';

const folder = new CliFolder();
afterAll(() => folder.remove());

const read = (text: string) => readFaultFile(folder.write('faults.yaml', text));

/** The sentence, without the folder of the file. */
function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof BadInputError) return error.message.replaceAll(`${folder.dir}/`, '');
    throw error;
  }
  throw new Error('it was accepted');
}

describe('readFaultFile', () => {
  it('reads durations, kinds and targets as people write them', () => {
    expect(
      read(`
# comment
- { at: 5s, for: 1.5m, what: slow, delay: 250ms, alsoNew: true, where: { feed: kline, symbol: BTC* } }
- what: close
  code: 1012
  every: 1h
- { what: clockOff, offset: -30s }
- { what: rest429, retryAfter: true, retryAfterMs: 2000, count: 2 }
`),
    ).toEqual([
      {
        atMs: 5_000,
        forMs: 90_000,
        kind: 'slow',
        delayMs: 250,
        alsoNew: true,
        where: { feed: 'kline', symbol: 'BTC*' },
      },
      { kind: 'close', code: 1_012, everyMs: 3_600_000 },
      { kind: 'clockOff', offsetMs: -30_000 },
      { kind: 'rest429', retryAfter: true, retryAfterMs: 2_000, count: 2 },
    ]);
  });

  it('reads JSON, and the names that the simulator itself uses', () => {
    expect(read('[{"kind": "mute", "atMs": 100, "for": "2s"}, {"what": "drop"}]')).toEqual([
      { kind: 'mute', atMs: 100, forMs: 2_000 },
      { kind: 'drop' },
    ]);
  });

  it('reads a list without faults', () => {
    expect(read('[]')).toEqual([]);
  });

  it.each([
    ['a mapping', 'what: drop', 'faults.yaml must be a list of faults; found a mapping'],
    ['nothing', '# later', 'faults.yaml must be a list of faults; found nothing (null)'],
    [
      'no mapping',
      '- drop',
      'fault 1 at faults.yaml:1 must be a mapping such as {at: 5s, what: drop}; found text "drop"',
    ],
    [
      'no kind',
      '- what: drop\n- at: 5s',
      /^fault 2 at faults\.yaml:2: `what` must be a kind of fault, one of connectionRefused, .*; found no `what`$/,
    ],
    [
      'a misspelt kind',
      '- at: 5s\n  what: missingfinals',
      'fault 1 at faults.yaml:1, line 2: `what` must be a kind of fault, perhaps missingFinal; found text "missingfinals"',
    ],
    [
      'a misspelt field',
      '- what: slow\n  dela: 5s',
      'fault 1 at faults.yaml:1, line 2: unknown field `dela`; did you mean `delay`?',
    ],
    [
      'a field of another kind',
      '- { what: drop, delay: 5s }',
      'fault 1 at faults.yaml:1: unknown field `delay`; expected one of what, where, at, every, for, alsoNew',
    ],
    [
      'a duration without a unit',
      '- { what: drop, at: 5 }',
      'fault 1 at faults.yaml:1: `at` must be a duration such as 250ms, 5s or 2m; found 5',
    ],
    [
      'a duration below nothing',
      '- { what: drop, at: -5s }',
      'fault 1 at faults.yaml:1: `at` must be milliseconds from 0 to 2147483647; found -5000',
    ],
    [
      'a value out of range',
      '- what: close\n  code: 1002',
      'fault 1 at faults.yaml:1, line 2: `code` must be one of 1001, 1000, 1006, 1008, 1011, 1012; found 1002',
    ],
    [
      'a field twice',
      '- { what: drop, at: 5s, atMs: 5000 }',
      'fault 1 at faults.yaml:1: `atMs` must be given once; found it again',
    ],
    [
      'a target that is none',
      '- { what: drop, where: kline }',
      'fault 1 at faults.yaml:1: `where` must be a mapping that says what the fault befalls; found text "kline"',
    ],
    [
      'a misspelt target',
      '- what: drop\n  where:\n    fed: kline',
      'fault 1 at faults.yaml:1, line 3: unknown field `where.fed`; did you mean `where.feed`?',
    ],
    [
      'a target of the wrong type',
      '- what: drop\n  where:\n    feed: klines',
      'fault 1 at faults.yaml:1, line 3: `where.feed` must be one of kline, price, account; found "klines"',
    ],
    [
      'a target where there is none',
      '- { what: clockStep, where: { feed: kline } }',
      'fault 1 at faults.yaml:1: clockStep befalls the whole exchange and takes no `where`; found feed',
    ],
    ['broken YAML', '- { what: drop', /^faults\.yaml, line 1, column \d+ is not valid YAML: /],
  ])('refuses %s in one sentence', (_, text, sentence) => {
    if (typeof sentence === 'string') expect(refusal(text)).toBe(sentence);
    else expect(refusal(text)).toMatch(sentence);
  });

  it('says why a file cannot be read', () => {
    expect(() => readFaultFile(folder.path('none.yaml'))).toThrow(
      /--faults: .*none\.yaml cannot be read: it does not exist; expected /,
    );
  });
});

describe('hostility', () => {
  const config = (mode: 'live' | 'simulated') => configSchema.parse({ exchange: { mode }, simulator: { seed: 7 } });

  it('takes the seed of the market for the chaos', () => {
    const hostility = hostilityOf({ chaos: 30 }, config('simulated'));
    expect(hostility).toEqual({ chaos: { ratePerMinute: 30, seed: 7 } });
    expect(hostilitySentence(hostility)).toBe('Things go wrong on the exchange: 30 a minute at random, seed 7.');
  });

  it('tells of a script and of chaos, and of neither nothing', () => {
    const faults = folder.write('one.yaml', '- what: drop');
    const sentence = hostilitySentence(hostilityOf({ faults, chaos: 1 }, config('simulated')));
    expect(sentence).toBe('Things go wrong on the exchange: 1 fault by script, and 1 a minute at random, seed 7.');
    expect(hostilitySentence(hostilityOf({}, config('simulated')))).toBeUndefined();
  });

  it('is refused on an exchange that is not ours', () => {
    expect(() => refuseElsewhere({ chaos: 1 }, config('live'))).toThrow(
      '`--chaos` needs the embedded exchange, `exchange.mode: simulated`; found `exchange.mode` live',
    );
    expect(() => refuseElsewhere({ faults: 'x.yaml' }, config('live'))).toThrow('`--faults` needs');
    expect(() => refuseElsewhere({}, config('live'))).not.toThrow();
    expect(() => refuseElsewhere({ chaos: 1 }, config('simulated'))).not.toThrow();
  });
});
