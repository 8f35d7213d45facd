import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/core/evaluation/evaluation.js';
import { CliFolder } from '../support/cliFolder.js';
import { hasTerminal, runCli } from '../support/cliProcess.js';
import { CliTerminal } from '../support/cliTerminal.js';
import { recordedMinute, writeRecording } from '../support/cliRecording.js';

const folder = new CliFolder();
afterAll(() => folder.remove());

const minutes = 900;
const data = writeRecording(folder, 'recording', minutes);
/** Windows that nine hours fill. */
const short = folder.write('short.yaml', 'windows: { intervals: [1m, 5m], klines: 120 }\nscan: { minScore: 20 }\n');
const plugin = folder.write(
  'plugin.yaml',
  `windows: { intervals: [5m, 15m], klines: 120 }\nplugins: [${JSON.stringify(join(import.meta.dirname, '..', '..', 'examples', 'rangePosition.js'))}]\n`,
);
const evaluate = ['evaluate', '--data', data, '--config', short] as const;

interface Report {
  readonly klines: number;
  readonly gapMinutes: number;
  readonly tookMs: number;
  readonly evaluation: Evaluation;
}

const withoutTime = (text: string): string => text.replace(/Took [\d.]+ s\.|"tookMs": [\d.]+/g, '');

/** Every tag that is opened is closed, in order; nothing comes from elsewhere. */
function expectWholePage(page: string): void {
  const open: string[] = [];
  const empty = new Set(['meta', 'br', '!doctype']);
  for (const [, slash, name, self] of page.matchAll(/<(\/?)([a-z!]\w*)[^>]*?(\/?)>/g)) {
    if (empty.has(name!) || self === '/') continue;
    if (slash === '') open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
  expect(page).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=|url\(|@import|https?:\/\/|NaN|undefined|Infinity/);
}

/** Runs it on a terminal, where Ctrl-C is pressed as soon as something is shown. */
async function interrupted(args: readonly string[], shown: RegExp) {
  const program = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', `exec ${command}`, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm' },
  });
  const screen = new CliTerminal();
  let isPressed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen.write(text);
    if (isPressed || !shown.test(screen.written)) return;
    isPressed = true;
    child.stdin.write('\u0003');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, screen };
}

describe.concurrent('candlewick evaluate', { timeout: 40_000 }, () => {
  it('prints what factors, scores and signals knew, the same each time, and how long it took', async () => {
    const [one, again] = await Promise.all([runCli(evaluate), runCli(evaluate)]);
    expect({ code: one.code, stderr: one.stderr }).toEqual({ code: 0, stderr: '' });
    expect(withoutTime(again.stdout)).toBe(withoutTime(one.stdout));
    expect(one.stdout).toMatch(
      /^2 symbols, from 2026-01-31 00:00 to 2026-01-31 15:00 UTC; 1800 klines of 1m read, 0 minutes missing\.\n/,
    );
    expect(one.stdout).toContain(
      '85 scans on 1m, 5m, every 5m from 2026-01-31 08:00 to 2026-01-31 15:00 UTC: 170 scores, 0 not finite, 0 failed, 0 skipped.',
    );
    expect(one.stdout).toMatch(/^trend +return +5m +(positive|negative|nothing shown)/m);
    expect(one.stdout).toMatch(/^trend +return +4h +too little data/m);
    expect(one.stdout).toMatch(/^basisFunding +not judged: no data \(markPriceMissing\)$/m);
    expect(one.stdout).toMatch(/^\d+ opened: \d+ long, \d+ short\./m);
    expect(one.stdout).toMatch(/^Prime \(a score of at least 20, up or down\): [\d.]+ % of all scores\.$/m);
    expect(one.stdout).toMatch(/^11 score( +-?\d\.\d\d| +–)+$/m);
    expect(one.stdout).toMatch(/\nTook \d+\.\d s\.$/);
  });

  it('writes JSON and a page that needs nothing else', async () => {
    const json = folder.path('out.json');
    const html = folder.path('out.html');
    const { code, stdout } = await runCli([...evaluate, '--json', json, '--html', html]);
    const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
    expect(code).toBe(0);
    expect(stdout).toContain('What factors are like');
    expect(report).toMatchObject({ klines: 2 * minutes, gapMinutes: 0, evaluation: { counts: { scans: 85 } } });
    const page = readFileSync(html, 'utf8');
    expectWholePage(page);
    expect(page.match(/<svg /g)).toHaveLength(5);
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('--json - prints nothing but JSON; flags choose times, symbols, seed, and plugins are asked', async () => {
    const flags = ['--from', '2026-01-31T09:00Z', '--to', '2026-01-31T12:00Z', '--every', '1m', '--seed', '7'];
    const args = ['evaluate', '--data', data, '--config', plugin, '--symbols', 'ETHUSDT', '--min-score', '10'];
    const { code, stdout, stderr } = await runCli([...args, ...flags, '--json', '-']);
    const { evaluation } = JSON.parse(stdout) as Report;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(evaluation).toMatchObject({
      data: { symbols: ['ETHUSDT'], everyMs: 60_000, firstScanMs: Date.UTC(2026, 0, 31, 9) },
      rules: { minScore: 10 },
      method: { seed: 7 },
      counts: { scans: 181 },
    });
    expect(evaluation.data.toMs).toBe(Date.UTC(2026, 0, 31, 12));
    expect(evaluation.factors.map(({ name }) => name)).toContain('rangePosition');
  });

  it('says what must be known of the data, and of scans that are closer than horizons', async () => {
    const rows = Array.from({ length: minutes }, (_, minute) => recordedMinute(minute).split(','));
    const untold = rows.map((cells) => cells.with(8, '0').join(',')).filter((_, minute) => minute % 300 !== 299);
    folder.write('untold/ETHUSDT-1m.csv', untold.join('\n'));
    const { stdout } = await runCli([
      ...evaluate,
      '--data',
      folder.path('untold'),
      '--every',
      '1m',
      '--from',
      '2026-01-31',
    ]);
    const notes = stdout.split('\n').filter((line) => line.startsWith('Note: '));
    expect(notes).toEqual([
      expect.stringMatching(/^Note: no kline has a trade count, .+: orderFlow, flowLead cannot be judged/),
      expect.stringMatching(/^Note: until 2026-01-31 08:00 UTC windows were shorter than some factors ask for/),
      expect.stringMatching(/^Note: scans come every 1m, more often than the shortest horizon of 5m: returns overlap/),
      expect.stringMatching(/^Note: the benchmark BTCUSDT is not among the symbols/),
      'Note: 2 minutes of 1 symbols are missing; they count as minutes without trades.',
    ]);
    expect(stdout).toMatch(/^orderFlow +not to be judged on this data: it reads taker columns$/m);
  });

  it.skipIf(!hasTerminal)(
    `shows how far it is, and ends on Ctrl-C in the middle${hasTerminal ? '' : ' (skipped: no command script)'}`,
    async () => {
      const long = writeRecording(folder, 'long', 30_000);
      const { code, screen } = await interrupted(
        ['evaluate', '--data', long, '--config', short, '--every', '1m'],
        /Scan \d/,
      );
      expect(screen.written).toMatch(/Reading file \d\/2 \(\d+ %\)/);
      expect(screen.lines.at(-1)).toMatch(/^(\^C)?Stopped before the evaluation was complete\.$/);
      expect(code).toBe(1);
    },
  );

  it.each([
    { what: 'no folder', args: ['evaluate'], says: "required option '--data <dir>' not specified" },
    { what: 'a folder that is not there', args: ['evaluate', '--data', '/nowhere'], says: '/nowhere: found nothing' },
    {
      what: 'windows that cannot be filled',
      args: ['evaluate', '--data', data],
      says: 'windows are not warm before 2026-02-04T00:00Z',
    },
    {
      what: 'scans on half minutes',
      args: [...evaluate, '--every', '90s'],
      says: '`--every` must be a duration of whole minutes',
    },
    { what: 'no instant', args: [...evaluate, '--from', 'noon'], says: '`--from` must be an ISO 8601 date' },
    {
      what: 'an instant without offset',
      args: [...evaluate, '--to', '2026-01-31T09:00'],
      says: '`--to` must be an ISO 8601',
    },
    {
      what: 'times outside',
      args: [...evaluate, '--from', '2026-02-03'],
      says: 'too short for scans from 2026-02-03T00:00Z',
    },
    { what: 'a seed that is none', args: [...evaluate, '--seed', '-1'], says: '`--seed` must be a whole number' },
    {
      what: 'a symbol that is not recorded',
      args: [...evaluate, '--symbols', 'XRPUSDT'],
      says: 'symbols: XRPUSDT is not among',
    },
    {
      what: 'a place that cannot be written',
      args: [...evaluate, '--html', '/no/such/page.html'],
      says: '--html: /no/such/page.html cannot be written',
    },
  ])('refuses $what in one sentence', async ({ args, says }) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
    expect(stderr).toContain(says);
  });
});
