import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const heapProbe = new URL('heapProbe.js', import.meta.url).href;

/**
 * Runs the real daemon for `forMs` against an exchange, its output in `folder`. Resolves with its report and the samples of
 * its heap: `{ exitCode, report, heap: [{ atMs, heapBytes, rssBytes, lateMs }] }`, without a report when it ended badly.
 */
export async function runDaemon({ config, forMs, folder, keys }) {
  const [configFile, reportFile] = [join(folder, 'config.yaml'), join(folder, 'report.json')];
  await writeFile(configFile, JSON.stringify(config, null, 2));
  const args = ['scan', '--profile', 'live', '--config', configFile, '--report', reportFile, '--json'];
  const child = fork(cli, [...args, '--for', `${forMs}ms`], {
    env: { ...process.env, BINANCE_API_KEY: keys.apiKey, BINANCE_API_SECRET: keys.apiSecret },
    execArgv: ['--expose-gc', '--import', heapProbe],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(join(folder, 'daemon.log'));
  for (const output of [child.stdout, child.stderr]) output.pipe(log, { end: false });
  const heap = [];
  child.on('message', (sample) => heap.push(sample));
  const stop = () => child.kill('SIGTERM');
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const [exitCode] = await once(child, 'exit');
  process.off('SIGINT', stop).off('SIGTERM', stop);
  log.end();
  const report = exitCode === 0 ? JSON.parse(await readFile(reportFile, 'utf8')) : undefined;
  return { exitCode, report, heap };
}
