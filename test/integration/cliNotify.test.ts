import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { SignalNews } from '../../src/domain/notification.js';
import {
  botError,
  BotApiServer,
  canaryChat,
  canaryToken,
  cut,
  flood,
  hang,
  page,
  type BotApiFault,
} from '../support/botApiServer.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { readReport } from '../support/cliReport.js';
import { writeRestlessRecording } from '../support/restlessRecording.js';
import { canarySecret, WebhookServer, type TakenPost } from '../support/webhookServer.js';

const folder = new CliFolder();
afterAll(() => folder.remove());
const cleanups: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(cleanups.map((cleanup) => cleanup())));

interface Servers {
  readonly bot: BotApiServer;
  readonly hook: WebhookServer;
}

async function startServers(): Promise<Servers> {
  const [bot, hook] = await Promise.all([BotApiServer.start(), WebhookServer.start()]);
  cleanups.push(
    () => bot.close(),
    () => hook.close(),
  );
  return { bot, hook };
}

/** A market with many weak signals, five hours of it in a minute. */
const market = [
  ...['--data', writeRestlessRecording(folder, 'restless'), '--speed', '300'],
  ...['--config', folder.write('many.yaml', 'scan: { minScore: 25, cooldownMs: 0 }\nwindows: { intervals: [5m] }\n')],
];

const telegram = ({ bot }: Servers): Record<string, string> => ({
  TELEGRAM_BOT_TOKEN: canaryToken,
  TELEGRAM_CHAT_ID: canaryChat,
  CANDLEWICK_NOTIFY__TELEGRAM__API_ROOT: bot.url,
});
const webhook = ({ hook }: Servers): Record<string, string> => ({
  CANDLEWICK_WEBHOOK_SECRET: canarySecret,
  CANDLEWICK_NOTIFY__WEBHOOK__URL: hook.url,
});
const impatient = { CANDLEWICK_NOTIFY__TIMEOUT_MS: '300' };

function expectNoCanary(...texts: readonly string[]): void {
  for (const text of texts) {
    expect(text).not.toContain('CANARY');
    expect(text).not.toContain(canaryChat);
  }
}

/** Ids with what happened to them, as the log tells. */
const logged = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly msg: string; readonly id: string })
    .filter(({ msg }) => msg === 'signal' || msg === 'signal closed')
    .map(({ id, msg }) => `${id}/${msg === 'signal' ? 'opened' : 'closed'}`);

const newsOf = (posts: readonly TakenPost[]): readonly SignalNews[] =>
  posts.flatMap(({ body }) => (body.kind === 'digest' ? body.signals : 'signal' in body ? [body.signal] : []));
const keysOf = (news: readonly SignalNews[]): readonly string[] => news.map(({ id, kind }) => `${id}/${kind}`);
const repeatedIn = (keys: readonly string[]): readonly string[] => keys.filter((key, i) => keys.indexOf(key) !== i);
const shortened = (key: string): string => key.replace(/^(.{8}).*\//, '$1/');
/** The short ids that the chat shows, with what happened to them. */
const shownIn = ({ taken }: BotApiServer): readonly string[] =>
  taken.flatMap(({ text }) => {
    const lines = text.split('\n');
    const told = lines.length > 2 && / opened, /.test(lines[0]!) ? lines.slice(1) : [lines.join(' ')];
    return told.map((line) => `${line.slice(-8)}/${line.includes('■') ? 'closed' : 'opened'}`);
  });
const linesLike = (stdout: string, pattern: RegExp): number =>
  stdout.split('\n').filter((line) => pattern.test(line)).length;

describe('notify test', { timeout: 40_000 }, () => {
  it('sends one message through every notifier and says so', async () => {
    const servers = await startServers();
    const { bot, hook } = servers;
    const { code, stdout, stderr } = await runCli(['notify', 'test'], {
      ...telegram(servers),
      ...webhook(servers),
      CANDLEWICK_NOTIFY__TERMINAL: 'true',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {3}telegram {3}the message was taken after \d+ ms \(message 1\)$/m);
    expect(stdout).toMatch(/^ok {3}webhook {4}the message was taken after \d+ ms \(HTTP 204\)$/m);
    expect(stdout).toMatch(/^ok {3}terminal {3}the message was taken after \d+ ms \(one line\)$/m);
    expect(bot.taken[0]?.text).toMatch(/^Candlewick test\nMessages arrive here\. \d\d:\d\d:\d\d UTC$/);
    expect(hook.posts).toMatchObject([{ isGenuine: true, body: { kind: 'test' } }]);
    expectNoCanary(stdout);
  });

  it.each<readonly [string, BotApiFault, RegExp]>([
    [
      'refuses the token',
      botError(401, 'Unauthorized'),
      /BAD {2}telegram {3}telegram refused .+Unauthorized; is TELEG/,
    ],
    ['is flooded', flood(9), /BAD {2}telegram {3}telegram: Too Many Requests: retry after 9/],
    [
      'is down',
      page(502, '<p>Bad Gateway'),
      /BAD {2}telegram {3}telegram: its answer is not that of a Bot API \(HTTP 502/,
    ],
    ['cuts the connection', cut, /BAD {2}telegram {3}telegram: no answer: /],
    ['hangs', hang, /BAD {2}telegram {3}telegram: no answer within 300 ms/],
  ])('ends with 1 when one %s, and tries the others all the same', async (_, fault, said) => {
    const servers = await startServers();
    const { bot, hook } = servers;
    bot.always = fault;
    const { code, stdout, stderr } = await runCli(['notify', 'test'], {
      ...telegram(servers),
      ...webhook(servers),
      ...impatient,
    });
    expect({ code, stderr, posts: hook.posts.length }).toEqual({ code: 1, stderr: '', posts: 1 });
    expect(stdout).toMatch(said);
    expect(stdout).toMatch(/^ok {3}webhook/m);
    expectNoCanary(stdout);
  });

  it('says that none is configured, and what would turn one on', async () => {
    const { hook } = await startServers();
    const { code, stdout } = await runCli(['notify', 'test'], { CANDLEWICK_NOTIFY__WEBHOOK__URL: hook.url });
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      'Telegram is off: TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID are not in the environment.',
      'The webhook is off: CANDLEWICK_WEBHOOK_SECRET is not in the environment.',
      'No notifier is configured: there is nothing to test.',
    ]);
  });

  it.concurrent.each<readonly [string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ['another action', ['notify', 'CHECK'], {}, /`notify` must be followed by `test`; found text "CHECK"/],
    ['no action', ['notify'], {}, /missing required argument 'action'/],
    ['a second action', ['notify', 'test', 'twice'], {}, /unexpected argument `twice`/],
    [
      'half of a pair',
      ['notify', 'test'],
      { TELEGRAM_BOT_TOKEN: canaryToken },
      /TELEGRAM_BOT_TOKEN without TELEGRAM_CHAT_ID/,
    ],
    ['the other half', ['scan'], { TELEGRAM_CHAT_ID: canaryChat }, /TELEGRAM_CHAT_ID without TELEGRAM_BOT_TOKEN/],
    [
      'no token',
      ['scan'],
      { TELEGRAM_BOT_TOKEN: 'CANARY', TELEGRAM_CHAT_ID: '1' },
      /a TELEGRAM_BOT_TOKEN that cannot be one/,
    ],
    [
      'no chat',
      ['scan'],
      { TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_CHAT_ID: 'CANARY x' },
      /a TELEGRAM_CHAT_ID that cannot be one/,
    ],
    [
      'no address',
      ['scan'],
      { CANDLEWICK_NOTIFY__WEBHOOK__URL: 'ftp://x' },
      /CANDLEWICK_NOTIFY__WEBHOOK__URL.+must be/,
    ],
  ])('%s is one sentence and exit code 2', async (_, args, env, said) => {
    const { code, stderr } = await runCli(args, env);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expectNoCanary(stderr);
  });
});

describe.concurrent('a run', { timeout: 60_000 }, () => {
  it('scans on while one notifier hangs and another is told everything, and says once that it fails', async () => {
    const servers = await startServers();
    const { bot, hook } = servers;
    bot.always = hang;
    const file = folder.path('hangs.json');
    const state = folder.path('hangs');
    const run = new CliProcess([...market, '--report', file], {
      ...telegram(servers),
      ...webhook(servers),
      CANDLEWICK_NOTIFY__TIMEOUT_MS: '2000',
      CANDLEWICK_STATE__FOLDER: state,
    });
    await run.line(/Messages do not get through: telegram: no answer within 2000 ms; trying on\./);
    await hook.until(() => hook.posts.length >= 2);
    await run.lineCount(/"msg":"cycle"/, run.lines.filter((line) => line.includes('"msg":"cycle"')).length + 3);
    run.kill('SIGINT');
    const { code, stdout, stderr, tookMs } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(tookMs).toBeLessThan(2_000);
    expect(linesLike(stdout, /Messages do not get through/)).toBe(1);
    expect(stdout).toMatch(/Messages for telegram: \d+ left to the next run\./);
    expect(keysOf(newsOf(hook.posts))).toEqual(logged(stdout));
    const report = readReport(file);
    expect(report.scans.skipped).toBe(0);
    const told = logged(stdout).length;
    expect(report.notifications).toMatchObject([
      { notifier: 'telegram', sent: 0, dropped: 0, waiting: told },
      { notifier: 'webhook', news: told, sent: hook.posts.length, failed: 0, dropped: 0, waiting: 0 },
    ]);
    expectNoCanary(stdout, readFileSync(file, 'utf8'), stateOf(state));
  });

  it('obeys 429 and outlives 5xx and pages; what was not sent is told once when it can be', async () => {
    const servers = await startServers();
    const { bot } = servers;
    bot.faults.push(flood(2), botError(500, 'Internal Server Error'), page(502, '<p>Bad Gateway'));
    const file = folder.path('faults.json');
    const run = new CliProcess([...market, '--report', file], telegram(servers));
    await run.line(/Messages for telegram get through again\./);
    run.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(linesLike(stdout, /Messages do not get through/)).toBe(1);
    expect(linesLike(stdout, /get through again/)).toBe(1);
    const [first = 0, second = 0, ...rest] = bot.attemptsAtMs;
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    for (const [i, atMs] of rest.entries()) expect(atMs - (rest[i - 1] ?? second)).toBeGreaterThan(990);
    const [telegramReport] = readReport(file).notifications;
    expect(telegramReport).toMatchObject({ failed: 3, repeated: 3, sent: bot.taken.length, dropped: 0 });
    const { news, waiting } = telegramReport!;
    expect(shownIn(bot)).toEqual(logged(stdout).slice(0, news).map(shortened));
    // One message a second: at the end something may wait.
    expect(news + waiting).toBe(logged(stdout).length);
    expectNoCanary(stdout);
  });

  it('killed and started again tells each signal once, also what the first run could not send', async () => {
    const servers = await startServers();
    const { bot, hook } = servers;
    bot.always = botError(500, 'Internal Server Error');
    const env = { ...telegram(servers), ...webhook(servers), CANDLEWICK_STATE__FOLDER: folder.path('killed') };
    const first = new CliProcess(market, env);
    await hook.until(() => hook.posts.length >= 2);
    first.kill('SIGKILL');
    await first.ended;
    expect(bot.taken).toEqual([]);
    const certain = keysOf(newsOf(hook.posts.slice(0, 1)));
    // The process may have died before it noted its last message: that one may come again.
    const uncertain = new Set(keysOf(newsOf(hook.posts.slice(1))));

    bot.always = undefined;
    const file = folder.path('again.json');
    const second = new CliProcess([...market, '--report', file], env);
    await bot.until(() => bot.taken.length > 0);
    await second.lineCount(/"msg":"cycle"/, 5);
    second.kill('SIGINT');
    const { code, stdout } = await second.ended;
    expect(code).toBe(0);
    expect(repeatedIn(keysOf(newsOf(hook.posts))).filter((key) => !uncertain.has(key))).toEqual([]);
    const shown = shownIn(bot);
    expect(repeatedIn(shown)).toEqual([]);
    expect(certain.map(shortened).filter((key) => !shown.includes(key))).toEqual([]);
    expectNoCanary(stdout, stateOf(folder.path('killed')));
  });

  it('tells nobody, keeps nothing and says so once when nothing is configured', async () => {
    const state = folder.path('silent');
    const file = folder.path('silent.json');
    const { stdout } = await runCli([...market, '--once', '--report', file], { CANDLEWICK_STATE__FOLDER: state });
    expect(linesLike(stdout, /Telegram is off/)).toBe(1);
    expect(linesLike(stdout, /webhook|Signals are told/)).toBe(0);
    expect(readReport(file).notifications).toEqual([]);
    expect(existsSync(`${state}/notifications.jsonl`)).toBe(false);
  });
});

/** Everything that a run has left in its folder, but what is zipped. */
const stateOf = (path: string): string =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(`${path}/${name}`, 'utf8'))
    .join('\n');
