import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

const program = inject('program');
/** Gives a process a terminal; part of util-linux. */
export const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).status === 0;

const longestRunMs = 30_000;
/** Runs leave nothing behind in the project, and play a market of few symbols, unless a test asks for more. */
const usualEnv = { CANDLEWICK_STATE__FOLDER: '', CANDLEWICK_SIMULATOR__MAX_SYMBOLS: '12' };

export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time since the first signal that was sent, or since the start. */
  readonly tookMs: number;
}

interface Waiting {
  readonly isIt: (line: string) => boolean;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** `candlewick` as a process of its own, with nothing of our environment but the path. */
export class CliProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<CliEnd>;
  readonly lines: string[] = [];
  readonly #waiting = new Set<Waiting>();
  #stderr = '';
  #sinceMs = performance.now();
  #isSignalled = false;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string) {
    this.child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, ...usualEnv, ...env },
      timeout: longestRunMs,
      killSignal: 'SIGKILL',
      ...(cwd !== undefined && { cwd }),
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    createInterface({ input: this.child.stdout }).on('line', (line) => this.#onLine(line));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.#giveUp(code);
        const tookMs = performance.now() - this.#sinceMs;
        resolve({ code, signal, stdout: this.lines.join('\n'), stderr: this.#stderr, tookMs });
      });
    });
  }

  /** What was written on standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The first line that matches, of those that came and those that come. Rejects when the process ends without one. */
  line(pattern: RegExp): Promise<string> {
    return this.#first((line) => pattern.test(line), `a line like ${String(pattern)}`);
  }

  /** The first `count` lines that match. Rejects when the process ends with fewer. */
  async lineCount(pattern: RegExp, count: number): Promise<readonly string[]> {
    let seen = 0;
    await this.#first((line) => pattern.test(line) && (seen += 1) === count, `${count} lines like ${String(pattern)}`);
    return this.lines.filter((line) => pattern.test(line)).slice(0, count);
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#isSignalled) this.#sinceMs = performance.now();
    this.#isSignalled = true;
    this.child.kill(signal);
  }

  #first(isIt: (line: string) => boolean, what: string): Promise<string> {
    const found = this.lines.find(isIt);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      this.#waiting.add({ isIt, resolve, reject: ({ message }) => reject(new Error(`no ${what}: ${message}`)) });
    });
  }

  #onLine(line: string): void {
    this.lines.push(line);
    for (const waiting of this.#waiting) {
      if (!waiting.isIt(line)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(line);
    }
  }

  #giveUp(code: number | null): void {
    const said = `${this.lines.slice(-5).join('\n')}\n${this.#stderr}`;
    for (const { reject } of this.#waiting)
      reject(new Error(`it ended with code ${String(code)} and said:\n${said}\n`));
    this.#waiting.clear();
  }
}

/** Runs it to its end. */
export const runCli = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<CliEnd> => new CliProcess(args, env, cwd).ended;

/** Runs it to its end on a terminal of 80 columns. Needs `hasTerminal`. */
export async function runOnTerminal(args: readonly string[]): Promise<string> {
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', ...usualEnv },
    timeout: longestRunMs,
    killSignal: 'SIGKILL',
  });
  child.stdin.end();
  return text(child.stdout);
}
