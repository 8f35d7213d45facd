import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { recordedMarket, startSimulator, type Simulator } from '../../src/simulator/index.js';
import { canaryChat, canaryToken } from '../support/botApiServer.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess } from '../support/cliProcess.js';
import { writeRestlessRecording } from '../support/restlessRecording.js';
import { canarySecret } from '../support/webhookServer.js';

const keys = { BINANCE_API_KEY: 'CANARY-binance-key', BINANCE_API_SECRET: 'CANARY-binance-secret' };
const secrets = {
  ...keys,
  TELEGRAM_BOT_TOKEN: canaryToken,
  TELEGRAM_CHAT_ID: canaryChat,
  CANDLEWICK_WEBHOOK_SECRET: canarySecret,
};

const folder = new CliFolder();
const cleanups: (() => unknown)[] = [];
afterAll(async () => {
  await Promise.all(cleanups.map((cleanup) => cleanup()));
  folder.remove();
});
const dataDir = writeRestlessRecording(folder, 'restless');

/** What of the canaries is in a text. */
const found = (what: string): readonly string[] =>
  [...what.matchAll(/.{0,60}(CANARY|hunter2).{0,20}/g)]
    .map(([around]) => around)
    .concat(what.split(canaryChat).slice(1));

/** Every file below a folder, unpacked. */
const filesIn = (path: string): readonly { readonly name: string; readonly text: string }[] =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return { name, text: (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
    });

type Fault = (request: IncomingMessage, response: ServerResponse, said: string) => void;

const answer =
  (status: number, bodyOf: (said: string) => string, headers: Readonly<Record<string, string>> = {}): Fault =>
  (_, response, said) =>
    void response.writeHead(status, headers).end(bodyOf(said));
const apiError = (said: string, status: number, parameters = {}): string =>
  JSON.stringify({ ok: false, error_code: status, description: said, parameters });
const page = (said: string): string => `<title>${said}</title>`;

/** Each writes back whatever it was sent, where there is room for it. */
const faults: readonly Fault[] = [
  answer(401, (said) => apiError(said, 401)),
  answer(429, (said) => apiError(said, 429, { retry_after: 1 }), { 'retry-after': '1' }),
  answer(500, (said) => apiError(said, 500)),
  answer(400, (said) => apiError(said, 400)),
  answer(429, page, { 'retry-after': '1' }),
  answer(502, page),
  answer(200, (said) => said),
  answer(200, (said) => JSON.stringify({ ok: true, result: said })),
  (_, response, said) => void response.writeHead(302, { location: `/${encodeURIComponent(said)}` }).end(),
  ({ socket }, _, said) => void socket.end(`${said.replaceAll('\n', ' ')}\r\n\r\n`),
  ({ socket }) => void socket.destroy(),
];

/** A peer that fails in every way, one after the other. Resolves `all` when it has. */
async function startFailing(): Promise<{ readonly url: string; readonly all: Promise<void>; close: () => unknown }> {
  let count = 0;
  let resolveAll = (): void => undefined;
  const all = new Promise<void>((resolve) => (resolveAll = resolve));
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const said = `${decodeURIComponent(request.url ?? '')} ${JSON.stringify(request.headers)} ${body}`;
      faults[count % faults.length]!(request, response, said);
      count += 1;
      if (count === faults.length) resolveAll();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, all, close };
}

async function startExchange(apiKey: string): Promise<Simulator> {
  const simulator = await startSimulator({
    market: recordedMarket({ dataDir }),
    speed: 300,
    weightLimitPerMinute: 1_000_000,
    account: { apiKey, apiSecret: keys.BINANCE_API_SECRET, balanceUsdt: 10_000 },
  });
  cleanups.push(() => simulator.stop());
  return simulator;
}

interface Peers {
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly bot: string;
  readonly hook: string;
}

/** A daemon with every secret there is, everything on, that says as much as it can. */
function daemon(name: string, { restUrl, streamUrl, bot, hook }: Peers) {
  const state = folder.path(name);
  const report = folder.path(`${name}.json`);
  const config = folder.write(
    `${name}.yaml`,
    `exchange: { restUrl: "${restUrl}", streamUrl: "${streamUrl}", maxRetries: 0 }
feeds: { backoff: { baseMs: 50, capMs: 100 } }
scan: { minScore: 20, cooldownMs: 0 }
windows: { intervals: [5m] }
trading: { mode: paper }
notify: { timeoutMs: 500, maxTries: 3, telegram: { apiRoot: "${bot}" } }
`,
  );
  const args = ['--profile', 'live', '--config', config, '--log-level', 'trace', '--json', '--report', report];
  const run = new CliProcess(['scan', ...args], {
    ...secrets,
    CANDLEWICK_STATE__FOLDER: state,
    CANDLEWICK_NOTIFY__WEBHOOK__URL: `${hook}/CANARY?key=CANARY`,
    HTTPS_PROXY: 'http://CANARY:hunter2@127.0.0.1:9',
  });
  const everything = async (): Promise<readonly { readonly name: string; readonly text: string }[]> => {
    run.kill('SIGTERM');
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(0);
    return [
      { name: 'stdout', text: stdout },
      { name: 'stderr', text: stderr },
      { name: 'report', text: readFileSync(report, 'utf8') },
      ...filesIn(state),
    ];
  };
  return { run, everything };
}

function expectNoCanary(texts: readonly { readonly name: string; readonly text: string }[]): void {
  expect(texts.flatMap(({ name, text: each }) => found(each).map((around) => `${name}: ${around}`))).toEqual([]);
}

describe.concurrent('no secret of the environment is seen', { timeout: 60_000 }, () => {
  it('in what is said, reported and kept while every peer fails in every way, and echoes what it was sent', async () => {
    const [bot, hook, exchange] = await Promise.all([
      startFailing(),
      startFailing(),
      startExchange(keys.BINANCE_API_KEY),
    ]);
    cleanups.push(bot.close, hook.close);
    const { url: restUrl, streamUrl } = exchange;
    const { run, everything } = daemon('failing', { restUrl, streamUrl, bot: bot.url, hook: hook.url });
    await run.line(/The account is known/);
    await Promise.all([bot.all, hook.all]);
    exchange.inject({ kind: 'rest429', retryAfterMs: 100, where: { path: '/fapi/v3/account' } });
    exchange.inject({ kind: 'close', code: 1011, where: { route: 'private' } });
    await run.line(/The account cannot be read/);
    const texts = await everything();
    expect(texts.map(({ name }) => name)).toEqual(expect.arrayContaining(['notifications.jsonl', 'positions.jsonl']));
    expect(texts[0]!.text).toMatch(/Messages do not get through: telegram/);
    expect(texts[0]!.text).toMatch(/Messages do not get through: webhook/);
    expectNoCanary(texts);
  });

  it('where keys are refused, and nobody listens at all', async () => {
    const exchange = await startExchange('another-key');
    const closed = await startFailing();
    closed.close();
    const { url: restUrl, streamUrl } = exchange;
    const { run, everything } = daemon('refused', { restUrl, streamUrl, bot: closed.url, hook: closed.url });
    await run.line(/The account cannot be watched/);
    await run.line(/Messages do not get through: telegram: no answer: .*ECONNREFUSED/);
    await run.line(/Messages do not get through: webhook: no answer: .*ECONNREFUSED/);
    expectNoCanary(await everything());
  });

  it('in a diagnostic report of Node, which prints the environment of the process', async () => {
    const run = new CliProcess(['scan', '--max', '3', '--json'], {
      ...secrets,
      http_proxy: 'http://CANARY:hunter2@127.0.0.1:9',
      CANDLEWICK_NOTIFY__WEBHOOK__URL: 'http://127.0.0.1:9/CANARY',
      NODE_OPTIONS: `--report-on-signal --report-signal=SIGQUIT --report-directory=${folder.dir} --report-filename=node.json`,
    });
    await run.line(/Candlewick/);
    run.child.kill('SIGQUIT');
    while (!/report completed/.test(run.stderr)) await once(run.child.stderr, 'data');
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0 });
    const report = readFileSync(folder.path('node.json'), 'utf8');
    const { environmentVariables } = JSON.parse(report) as { environmentVariables: Record<string, string> };
    // It does print what is there.
    expect(environmentVariables).toHaveProperty('NODE_OPTIONS');
    expect(found(report)).toEqual([]);
  });

  it('in a core dump of what `npm start` starts: it writes none', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
    const fakeNode = folder.write('bin/node', '#!/bin/sh\nulimit -c\n');
    execFileSync('chmod', ['+x', fakeNode]);
    const limit = execFileSync('sh', ['-c', `ulimit -S -c "$(ulimit -H -c)"; ${scripts.start}`], {
      env: { PATH: `${join(fakeNode, '..')}:${process.env.PATH}` },
      encoding: 'utf8',
    });
    expect(limit).toBe('0\n');
  });
});
