import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';
import { fixedFields, lacking, readReport } from '../support/cliReport.js';

// They are timed: more at once than there are cores would be in each other's way.
vi.setConfig({ maxConcurrency: 2 });

const folder = new CliFolder();
const longestMs = 2_000;
const small = ['--data', writeRecording(folder, 'small', 700)] as const;
/** Takes longer to be read than a signal takes. */
const large = ['--data', writeRecording(folder, 'large', 40_000)] as const;
let mute: Awaited<ReturnType<typeof muteServer>>;

/** Takes connections and never answers. */
async function muteServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

beforeAll(async () => {
  mute = await muteServer();
});
afterAll(() => {
  mute.server.close();
  folder.remove();
});

const live = (name: string, port: number): readonly string[] => [
  '--profile',
  'live',
  '--config',
  folder.write(name, `exchange:\n  restUrl: http://127.0.0.1:${port}\n  streamUrl: ws://127.0.0.1:${port}\n`),
];

interface Moment {
  readonly signal: NodeJS.Signals;
  readonly when: string;
  readonly args: () => readonly string[];
  /** The signal is sent when this line has come. */
  readonly after: RegExp;
}

const moments: readonly Moment[] = [
  { signal: 'SIGINT', when: 'while the embedded exchange starts', args: () => ['--max', '3'], after: /Candlewick/ },
  { signal: 'SIGTERM', when: 'while a recording is read', args: () => large, after: /Candlewick/ },
  { signal: 'SIGINT', when: 'during the warm-up', args: () => [], after: /"warm-up"/ },
  { signal: 'SIGTERM', when: 'while it scans', args: () => small, after: /"cycle"/ },
  {
    signal: 'SIGINT',
    when: 'while the exchange refuses connections',
    args: () => live('refused.yaml', 1),
    after: /cannot be reached/,
  },
  {
    signal: 'SIGTERM',
    when: 'while the exchange does not answer',
    args: () => live('mute.yaml', mute.port),
    after: /Candlewick/,
  },
];

describe.concurrent('a signal', { timeout: 40_000 }, () => {
  it.each(moments)('$signal $when ends it within 2 s, with a report and exit code 0', async (moment) => {
    const file = folder.path(`${moment.when}.json`);
    const run = new CliProcess([...moment.args(), '--report', file]);
    await run.line(moment.after);
    run.kill(moment.signal);
    const { code, stderr, tookMs } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tookMs).toBeLessThan(longestMs);
    expect(lacking(readReport(file), fixedFields)).toEqual([]);
  });

  it('that comes twice at once, as from npm, is one', async () => {
    const file = folder.path('twice.json');
    const run = new CliProcess([...small, '--report', file]);
    await run.line(/"cycle"/);
    run.kill('SIGINT');
    run.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    expect(lacking(readReport(file), fixedFields)).toEqual([]);
  });

  it('ends `simulate`', async () => {
    const run = new CliProcess(['simulate', ...small]);
    await run.line(/Simulated exchange at http/);
    run.kill('SIGTERM');
    const { code, stderr, tookMs } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tookMs).toBeLessThan(longestMs);
  });

  it('ends `probe` with exit code 1, and it says that it was stopped', async () => {
    const { server, port } = await muteServer();
    const run = new CliProcess(['probe', ...live('probed.yaml', port)]);
    // Nothing is printed before the first answer: the connection says that it has begun.
    await once(server, 'connection');
    run.kill('SIGINT');
    const { code, stdout, tookMs } = await run.ended;
    server.close();
    expect(stdout).toContain('Stopped before everything was checked.');
    expect(code).toBe(1);
    expect(tookMs).toBeLessThan(longestMs);
  });
});
