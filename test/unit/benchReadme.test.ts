import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';

interface Claim {
  readonly value: number;
  readonly limit: number;
  readonly isHeld: boolean;
}
interface Results {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly isQuick: boolean;
  readonly cases: readonly { readonly name: string; readonly claims: readonly Claim[] }[];
}

const fileOf = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const load = async (file: string): Promise<unknown> => import(fileOf(`bench/${file}`).href);

const { readmeBlock, withBlock } = (await load('lib/readme.js')) as {
  readmeBlock: (results: Results) => string;
  withBlock: (readme: string, block: string) => string;
};
const { cases } = (await load('cases.js')) as { cases: readonly { readonly name: string }[] };

const readme = readFileSync(fileOf('README.md'), 'utf8');
const text = readFileSync(fileOf('bench/results.json'), 'utf8');
const results = JSON.parse(text) as Results;

describe('the committed results of the bench', () => {
  it('are those of a full run of all cases', () => {
    expect(results.isQuick).toBe(false);
    expect(results.cases.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
  });

  it('name the machine and the day, and nothing private', () => {
    expect(Object.keys(results.machine)).toEqual(['cpu', 'cores', 'node', 'platform', 'date']);
    expect(results.machine.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(text).not.toMatch(/\/(home|root|tmp|work|Users)\//);
    expect(text).not.toContain(`"${hostname()}"`);
  });

  it('are judged by their own limits', () => {
    const claims = results.cases.flatMap((each) => each.claims);
    expect(claims.length).toBeGreaterThan(0);
    for (const { value, limit, isHeld } of claims) expect(isHeld).toBe(value <= limit);
  });
});

describe('"How fast" in the README', () => {
  it('is what `npm run bench:table` makes of them', () => {
    expect(withBlock(readme, readmeBlock(results))).toBe(readme);
  });

  it('has no number of its own', () => {
    const [, section = ''] = /\n## How fast\n([^]*?)\n## /.exec(readme) ?? [];
    const prose = withBlock(section, '');
    expect(prose).toContain('npm run bench');
    expect(prose).not.toMatch(/\d/);
  });

  it('is not made where it has no place', () => {
    expect(() => withBlock('# Candlewick\n', 'block')).toThrow('the README has no block');
  });
});
