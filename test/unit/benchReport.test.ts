import { describe, expect, it } from 'vitest';

// The bench is plain JavaScript outside of the compiled project: what is used of it here is written down as types.
interface Named {
  readonly name: string;
}
interface Claim {
  readonly claim: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly why?: string;
}
interface Measured extends Named {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly claims?: readonly Claim[];
  readonly notes?: readonly string[];
}
type Judged = Required<Measured> & { readonly claims: readonly (Claim & { readonly isHeld: boolean })[] };

const load = async (file: string): Promise<unknown> => import(new URL(`../../bench/${file}`, import.meta.url).href);

const { readArgs } = (await load('lib/args.js')) as {
  readArgs: (
    argv: readonly string[],
    cases: readonly Named[],
    wholeResultsFile: string,
  ) => { isQuick: boolean; resultsFile: string | undefined; cases: readonly Named[] };
};
const { judged, resultLines } = (await load('lib/report.js')) as {
  judged: (measured: Measured) => Judged;
  resultLines: (result: Judged) => string[];
};
const { wholeMarkdown } = (await load('lib/markdown.js')) as {
  wholeMarkdown: (all: { machineLine: string; isQuick: boolean; cases: readonly Judged[] }) => string;
};

describe('command line of the bench', () => {
  const cases = [{ name: 'feed.cost' }, { name: 'feed.burst' }, { name: 'scan.pass' }];
  const read = (...argv: string[]) => readArgs(argv, cases, 'results.json');

  it('runs everything by default, and keeps the results', () => {
    expect(read()).toEqual({ isQuick: false, resultsFile: 'results.json', cases });
  });

  it.each([[['--quick']], [['--only', 'scan']], [['--only', 'feed', '--only', 'scan', '--quick']]])(
    'does not overwrite the results of a full run with %j',
    (argv) => {
      expect(read(...argv).resultsFile).toBeUndefined();
      expect(read(...argv, '--json', 'mine.json').resultsFile).toBe('mine.json');
    },
  );

  it('takes a name or the beginning of one, several times', () => {
    expect(read('--only', 'feed', '--only', 'scan.pass', '--quick').cases).toEqual(cases);
    expect(read('--only', 'scan').cases).toEqual([{ name: 'scan.pass' }]);
  });

  it('names the cases there are when it does not know one', () => {
    expect(() => read('--only', 'fed')).toThrow('--only fed: no such case; there are feed.cost, feed.burst, scan.pass');
  });

  it.each([['--fast'], ['--json']])('refuses %s', (flag) => {
    expect(() => read(flag)).toThrow(flag);
  });
});

describe('report of the bench', () => {
  const result = judged({
    name: 'cost',
    title: 'Cost',
    rows: [
      { receiver: 'bare ws', µs: 0.5 },
      { receiver: 'ours', µs: 12 },
    ],
    claims: [
      { claim: 'against bare', value: 2.5, unit: '×', limit: 2.5, why: 'Never said.' },
      { claim: 'against parse', value: 0.5, unit: '×', limit: 0.45, why: 'It rained.' },
    ],
    notes: ['Two rounds.'],
  });

  it('holds a claim up to its limit, and keeps the reason of a miss only', () => {
    expect(result.claims).toEqual([
      { claim: 'against bare', value: 2.5, unit: '×', limit: 2.5, isHeld: true },
      { claim: 'against parse', value: 0.5, unit: '×', limit: 0.45, isHeld: false, why: 'It rained.' },
    ]);
  });

  it('never holds a claim without a figure', () => {
    const claims = [{ claim: 'speed', value: Number.NaN, unit: 'ms', limit: 1 }];
    expect(judged({ ...result, claims }).claims[0]?.isHeld).toBe(false);
  });

  it('aligns its columns and says what holds and what does not', () => {
    expect(resultLines(result)).toEqual([
      'receiver   µs',
      'bare ws   0.5',
      'ours       12',
      'ok     against bare: 2.5 × (at most 2.5 ×)',
      'MISSED against parse: 0.5 × (at most 0.45 ×)',
      '       It rained.',
      'note: Two rounds.',
    ]);
  });

  it('is Markdown with the machine on top', () => {
    expect(wholeMarkdown({ machineLine: 'one machine', isQuick: false, cases: [result] })).toBe(
      [
        'Measured on one machine.',
        '',
        '**Cost**',
        '',
        '| receiver | µs |',
        '| --- | ---: |',
        '| bare ws | 0.5 |',
        '| ours | 12 |',
        '',
        '| of | claim | measured | at most |  |',
        '| --- | --- | ---: | ---: | --- |',
        '| Cost | against bare | 2.5 × | 2.5 × | held |',
        '|  | against parse | 0.5 × | 0.45 × | **missed** |',
        '',
        'Missed: Cost, against parse. It rained.',
        '',
        'Two rounds.',
        '',
      ].join('\n'),
    );
  });
});
