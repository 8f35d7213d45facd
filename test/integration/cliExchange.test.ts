import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedMarket, startSimulator, type Simulator } from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { CliProxy, type RestManner } from '../support/cliProxy.js';
import { writeRecording } from '../support/cliRecording.js';
import { readReport } from '../support/cliReport.js';

const folder = new CliFolder();
const dataDir = writeRecording(folder, 'recording', 2_000);
const proxies: CliProxy[] = [];
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({
    market: recordedMarket({ dataDir }),
    speed: 60,
    weightLimitPerMinute: 1_000_000,
  });
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.leave()));
  await simulator.stop();
  folder.remove();
});

async function proxied(): Promise<CliProxy> {
  const proxy = new CliProxy(simulator.port);
  await proxy.listen();
  proxies.push(proxy);
  return proxy;
}

let files = 0;

/** Flags that scan two symbols of an exchange in another process, impatiently, but for requests: a busy machine is slow to answer. */
function scanning(
  { url, streamUrl }: { readonly url: string; readonly streamUrl: string },
  requestTimeoutMs = 10_000,
): readonly string[] {
  files += 1;
  const config = folder.write(
    `exchange-${files}.yaml`,
    `exchange: { restUrl: "${url}", streamUrl: "${streamUrl}", requestTimeoutMs: ${requestTimeoutMs}, maxRetries: 0 }
feeds: { klineMaxSilenceMs: 1500, priceMaxSilenceMs: 1500, backoff: { baseMs: 50, capMs: 100 } }
windows: { intervals: [5m] }
`,
  );
  return ['--profile', 'live', '--config', config];
}

const count = (lines: readonly string[], pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;

const stopped = async (run: CliProcess): Promise<void> => {
  run.kill('SIGTERM');
  expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
};

describe.concurrent('an exchange in another process', { timeout: 40_000 }, () => {
  it('is scanned at its own speed and audited', async () => {
    const exchange = new CliProcess(['simulate', '--speed', '120', '--data', dataDir]);
    const [, url = '', streamUrl = ''] =
      /at (http\S+), streams at (ws\S+), 120×/.exec(await exchange.line(/^Sim/)) ?? [];
    const file = folder.path('external.json');
    const run = new CliProcess([...scanning({ url, streamUrl }), '--report', file]);
    const cycles = await run.lineCount(/"cycle"/, 3);
    await stopped(run);
    const [first = 0, last = 0] = [cycles[0], cycles[2]].map((line) =>
      Date.parse((JSON.parse(line ?? '') as { marketTime: string }).marketTime),
    );
    // A period is 60 s of market time, half a second of ours.
    expect((last - first) / 2).toBeGreaterThan(50_000);
    expect((last - first) / 2).toBeLessThan(120_000);
    expect(readReport(file).audit).toMatchObject({ series: 2, missing: 0, duplicate: 0, different: 0 });
    await stopped(exchange);
  });

  it('that is not there yet is said once, waited for, and greeted once', async () => {
    const proxy = await proxied();
    await proxy.leave();
    const run = new CliProcess(scanning(proxy));
    await run.line(/cannot be reached: no answer from .+ECONNREFUSED.+; trying on/);
    await proxy.listen();
    await run.line(/"cycle"/);
    await stopped(run);
    expect(count(run.lines, /cannot be reached/)).toBe(1);
    expect(count(run.lines, /can be reached now/)).toBe(1);
  });

  it('that is never there ends a run with `--for`, with exit code 1', async () => {
    const proxy = await proxied();
    await proxy.leave();
    const { code, stdout, stderr } = await runCli([...scanning(proxy), '--for', '1s']);
    expect(stdout).toContain('Stopped before the exchange could be reached.');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('that goes away during the run is said once per connection, and so is its return', async () => {
    const proxy = await proxied();
    const run = new CliProcess(scanning(proxy));
    await run.line(/"cycle"/);
    await proxy.leave();
    await run.line(/kline connection 1 was lost/);
    await run.line(/price connection 1 was lost/);
    await run.line(/markPrice connection 1 was lost/);
    await proxy.listen();
    await run.lineCount(/kline connection 1 is open/, 2);
    await run.lineCount(/price connection 1 is open/, 2);
    await run.lineCount(/markPrice connection 1 is open/, 2);
    await stopped(run);
    expect(count(run.lines, /connection 1 was lost/)).toBe(3);
    expect(count(run.lines, /connection 1 cannot be opened/)).toBe(0);
  });

  it('that falls silent is left and connected to again', async () => {
    const proxy = await proxied();
    const file = folder.path('silent.json');
    const run = new CliProcess([...scanning(proxy), '--report', file]);
    await run.line(/"cycle"/);
    proxy.isSilent = true;
    await run.line(/kline connection 1 was lost: kline feed silent for 1500 ms/);
    proxy.isSilent = false;
    await run.lineCount(/kline connection 1 is open/, 2);
    await stopped(run);
    expect(readReport(file).feeds[0]?.stale).toBeGreaterThan(0);
    expect(readReport(file).feeds[0]?.reconnects).toBeGreaterThan(0);
  });

  const manners: readonly { readonly manner: RestManner; readonly says: RegExp }[] = [
    { manner: 'http500', says: /REST does not work: .+ refused with code -1000.+; trying on/ },
    { manner: 'html', says: /REST does not work: .+ an HTML page ."Just a moment.".*; trying on/ },
    { manner: 'truncated', says: /REST does not work: .+ JSON that breaks off.*; trying on/ },
    { manner: 'empty', says: /REST does not work: .+ an empty body; trying on/ },
    { manner: 'never', says: /REST does not work: .+ no whole answer within 1500 ms; trying on/ },
  ];
  it.each(manners)('whose REST answers klines with $manner is said once, and once when it is well', async (bad) => {
    const proxy = await proxied();
    proxy.badPath = '/fapi/v1/klines';
    proxy.rest = bad.manner;
    const run = new CliProcess(scanning(proxy, bad.manner === 'never' ? 1_500 : undefined));
    await run.line(bad.says);
    proxy.rest = 'well';
    await run.line(/REST works again/);
    await run.line(/"ready":2,.*"warm-up"/);
    await stopped(run);
    expect(count(run.lines, /REST does not work/)).toBe(1);
    expect(count(run.lines, /REST works again/)).toBe(1);
  });

  it('whose list has a row that cannot be read is scanned without it, and the row is shown', async () => {
    const proxy = await proxied();
    proxy.badPath = '/fapi/v1/ticker/24hr';
    proxy.rest = 'badRow';
    const run = new CliProcess(scanning(proxy));
    expect(JSON.parse(await run.line(/frame skipped/))).toMatchObject({
      countSoFar: 1,
      sample: expect.stringContaining('BROKENUSDT') as string,
    });
    expect(JSON.parse(await run.line(/"cycle"/))).toMatchObject({ failed: 0 });
    await stopped(run);
  });
});

describe.concurrent('probe', { timeout: 40_000 }, () => {
  it('says that a good exchange can be scanned', async () => {
    const { code, stdout } = await runCli(['probe', '--profile', 'demo']);
    expect(stdout.split('\n').filter((line) => line.startsWith('ok  '))).toHaveLength(6);
    expect(stdout).toMatch(/klines over WebSocket +first datum after \d+ ms/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('The exchange can be scanned.');
    expect(code).toBe(0);
  });

  it('looks at an exchange in another process', async () => {
    const { code, stdout } = await runCli(['probe', ...scanning(simulator)]);
    expect(stdout).toMatch(/clock +simulated, 60× real time/);
    expect(code).toBe(0);
  });

  it('says at once that nobody answers', async () => {
    const proxy = await proxied();
    await proxy.leave();
    const requestTimeoutMs = 10_000;
    const { code, stdout, tookMs } = await runCli(['probe', ...scanning(proxy, requestTimeoutMs)]);
    expect(stdout).toMatch(/^BAD +reachable +no answer from .+ECONNREFUSED/);
    expect(stdout).toContain('The exchange cannot be scanned: 1 of 1 check failed.');
    expect(tookMs).toBeLessThan(requestTimeoutMs);
    expect(code).toBe(1);
  });

  it('gives up on an exchange that never answers after the request timeout', async () => {
    const proxy = await proxied();
    proxy.rest = 'never';
    const { code, stdout } = await runCli(['probe', ...scanning(proxy, 1_500)]);
    expect(stdout).toMatch(/^BAD +reachable +.+no whole answer within 1500 ms/);
    expect(code).toBe(1);
  });

  it('finds streams that stay silent', async () => {
    const proxy = await proxied();
    proxy.isSilent = true;
    const { code, stdout } = await runCli(['probe', ...scanning(proxy)]);
    expect(stdout).toMatch(/BAD +klines over WebSocket +nothing within 1500 ms/);
    expect(stdout).toMatch(/BAD +prices over WebSocket +nothing within 1500 ms/);
    expect(stdout).toContain('The exchange cannot be scanned: 2 of 6 checks failed.');
    expect(code).toBe(1);
  });
});
