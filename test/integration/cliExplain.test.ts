import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';

const folder = new CliFolder();
const state = folder.path('state');
const signalsIn = join(state, 'signals');
const env = { CANDLEWICK_STATE__FOLDER: state };
afterAll(() => folder.remove());

interface Told {
  readonly id: string;
  readonly symbol: string;
  readonly direction: string;
  readonly score: number;
}

const plugin = (factor: number): string => `export default {
  name: 'mine', kind: 'directional', requiredKlines: 2, formula: '${factor} · the last move, in bp',
  score: ({ window, note }) => {
    const move = Math.log(window.at(-1).close / window.at(-2).close);
    note('move', move);
    return ${factor} * 1e4 * move;
  },
};`;
const pluginFile = folder.write('mine.mjs', plugin(1));
const config = folder.write('mine.yaml', 'plugins: [./mine.mjs]\n');

/** What the daemon told of the signals that it kept. */
let told: readonly Told[];

const explain = (...args: string[]) => runCli(['explain', ...args], env);

describe('explain', { timeout: 40_000 }, () => {
  beforeAll(async () => {
    const run = new CliProcess(['--max', '4', '--min-score', '0', '--config', config], env);
    const lines = await run.lineCount(/"msg":"signal"/, 3);
    // Stopped at once: what was opened is kept all the same.
    run.kill('SIGTERM');
    const { code, stderr, stdout } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines).toHaveLength(3);
    told = stdout
      .split('\n')
      .filter((line) => line.includes('"msg":"signal"'))
      .map((line) => JSON.parse(line) as Told);
  }, 40_000);

  it('lists what was told, and computes each of it again as it was recorded', async () => {
    const { code, stdout } = await explain();
    expect(code).toBe(0);
    for (const { id, symbol, direction, score } of told) {
      const line = stdout.split('\n').find((each) => each.endsWith(id));
      expect(line).toContain(symbol);
      expect(line).toContain(direction);
      expect(Number(line!.trim().split(/\s+/).at(-2))).toBeCloseTo(score, 2);
    }
    expect(stdout.split('\n')).toHaveLength(told.length + 1);
    const [first] = told;
    const whole = await explain(first!.id.slice(0, 8));
    expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code: 0, stderr: '' });
    expect(whole.stdout).toMatch(
      new RegExp(`^${first!.symbol} ${first!.direction} .*\nid ${first!.id}, configuration `),
    );
    expect(whole.stdout).toMatch(
      /\ntrend .*\n {2}100 · \(tanh\(spread \/ 1\.5\) .*\n {2}5m {3}range14 [\d.]+, spread /,
    );
    expect(whole.stdout).toMatch(/\nmine .*\n {2}1 · the last move, in bp\n {2}5m {3}move \S+ → /);
    expect(whole.stdout).toMatch(/Recomputed: [+-][\d.]+, as recorded\.$/);
    const everything = await Promise.all(told.map(({ id }) => explain(id, '--json')));
    for (const [i, { code: each, stdout: json }] of everything.entries()) {
      const { recorded, recomputed } = JSON.parse(json) as Readonly<Record<string, Told>>;
      expect(each).toBe(0);
      expect(recomputed).toMatchObject({ id: told[i]!.id, score: recorded!.score });
    }
  });

  it('says plainly that a changed plugin makes another score, and ends with 1', async () => {
    writeFileSync(pluginFile, plugin(-2));
    const { code, stdout } = await explain(told[0]!.id);
    writeFileSync(pluginFile, plugin(1));
    expect(stdout.split('\n').at(-1)).toMatch(
      /^Recomputed: [+-][\d.]+, where [+-][\d.]+ was recorded: this version of the program, or of a plugin, computes it in another way\.$/,
    );
    expect(code).toBe(1);
  });

  it('reads another folder with --folder', async () => {
    const { code, stdout } = await runCli(['explain', told[0]!.id, '--folder', state, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ isSameScore: true, isSameId: true });
    const none = await runCli(['explain', '--folder', folder.path('empty')]);
    expect(none).toMatchObject({ code: 0, stdout: `No signals are kept in ${folder.path('empty/signals')}.` });
  });

  it.concurrent.each([
    [
      'an unknown id',
      () => ['zz'],
      /^candlewick: no signal that begins with `zz` is kept in \S+; the latest are `[0-9a-f]{16}`/,
    ],
    [
      'a typing error',
      () => [told[0]!.id.slice(0, -1) + (told[0]!.id.endsWith('0') ? '1' : '0')],
      /; did you mean `[0-9a-f]{16}`\?$/,
    ],
    ['a beginning of all', () => [''], /^candlewick: `` is the beginning of \d+ signals, /],
    ['two ids', () => ['a', 'b'], /^candlewick: unexpected argument `b`; `explain` takes one argument and flags$/],
  ])('answers %s with one sentence and 2', async (_, args, sentence) => {
    const { code, stdout, stderr } = await explain(...args());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it.concurrent('says that nothing is kept where nothing is to be kept', async () => {
    const { code, stderr } = await runCli(['explain']);
    expect(code).toBe(2);
    expect(stderr).toBe('candlewick: `state.folder` must be a folder for `explain`; found null: nothing is kept\n');
  });

  it.concurrent('answers for a damaged file, and for settings of another version, in one sentence', async () => {
    const other = folder.path('other/signals');
    const [first, second] = told;
    const text = gunzipSync(readFileSync(join(signalsIn, `${first!.id}.json.gz`))).toString();
    const strange = text.replace('"settings":{', '"settings":{"mood":1,');
    folder.write(`other/signals/${first!.id}.json.gz`, '');
    writeFileSync(join(other, `${first!.id}.json.gz`), gzipSync(strange.replace('"minScore":0', '"minScore":-1')));
    writeFileSync(join(other, `${second!.id}.json.gz`), readFileSync(join(signalsIn, `${second!.id}.json.gz`)));
    truncateSync(join(other, `${second!.id}.json.gz`), 1_000);
    const elsewhere = ['--folder', folder.path('other')];
    const torn = await runCli(['explain', second!.id, ...elsewhere]);
    expect(torn).toMatchObject({ code: 2, stdout: '' });
    expect(torn.stderr).toMatch(/^candlewick: \S+ cannot be read: it is cut off; expected signals [^\n]+\n$/);
    const unknown = await runCli(['explain', first!.id, ...elsewhere]);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^candlewick: signal \w+: expected settings that [^\n]+; found `[^\n]+\n$/);
    const list = await runCli(['explain', ...elsewhere]);
    expect(list.stdout).toContain(first!.id);
    expect(list.stderr).toMatch(/^candlewick: \S+ cannot be read: it is cut off[^\n]+\n$/);
    expect(readdirSync(signalsIn).every((name) => name.endsWith('.json.gz'))).toBe(true);
  });
});

describe('a daemon that cannot keep its signals', { timeout: 40_000 }, () => {
  it('says so once and goes on', async () => {
    const blocked = folder.write('blocked', 'a file');
    const flags = ['--max', '3', '--min-score', '0', '--interval', '10'];
    const run = new CliProcess(flags, { CANDLEWICK_STATE__FOLDER: blocked });
    await run.line(/Signals cannot be kept in /);
    const before = run.lines.filter((line) => line.includes('"msg":"cycle"')).length;
    await run.lineCount(/"msg":"cycle"/, before + 3);
    run.kill('SIGTERM');
    const { code, stdout } = await run.ended;
    const troubles = stdout.split('\n').filter((line) => line.includes(blocked));
    // What is kept there besides, such as virtual positions, says so by itself.
    const kept = troubles.map((line) => /"msg":"(.+?) cannot be (kept|written)/.exec(line)?.[1] ?? line);
    expect(kept).toContain('Signals');
    expect(new Set(kept).size).toBe(kept.length);
    expect(code).toBe(0);
  });
});
