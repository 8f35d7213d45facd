import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
/** What `npm start` gives to Node. */
const nodeFlags = scripts.start.split(' ').filter((word) => word.startsWith('--'));

/**
 * Runs `use(process)` with `candlewick ARGS` as `npm start` does it, in a process of its own, and ends it whatever happens.
 * `pid`; `line(isIt)` resolves to the next line of its output for which `isIt` is true and rejects when it ends before.
 */
export async function withCli(args, { cwd }, use) {
  const child = spawn(process.execPath, [...nodeFlags, cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`candlewick ${args[0]} ended with ${signal ?? `exit code ${code}`}`);
  });
  ended.catch(() => undefined);
  const line = (isIt) => {
    const found = new Promise((resolve) => {
      lines.on('line', function look(text) {
        if (!isIt(text)) return;
        lines.off('line', look);
        resolve(text);
      });
    });
    return Promise.race([found, ended]);
  };
  try {
    return await use({ pid: child.pid, line });
  } finally {
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
  }
}
