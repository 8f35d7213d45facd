import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A lock that is held by this process, until it is let go or the process ends in whatever way. */
export interface FileLock {
  /** Never rejects: a lock of a process that is gone holds nobody up. */
  readonly release: () => Promise<void>;
}

export type LockOutcome =
  { readonly kind: 'held'; readonly lock: FileLock } | { readonly kind: 'taken'; readonly pid: number };

/**
 * Takes the lock that is the file at `path`, with its folder, or says which process has it. Rejects with what the file
 * system says when it cannot be made.
 */
export async function takeFileLock(path: string): Promise<LockOutcome> {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(own, `${process.pid} ${startOf(process.pid)}\n`);
    while (!(await isLinked(own, path))) {
      const words = await readFile(path, 'utf8').catch(() => undefined);
      const pid = words === undefined ? undefined : holderOf(words);
      if (pid !== undefined) return { kind: 'taken', pid };
      if (words !== undefined) await clear(path, words);
    }
    return { kind: 'held', lock: { release: () => rm(path, { force: true }).catch(() => undefined) } };
  } finally {
    await rm(own, { force: true });
  }
}

/** A file appears under a second name with all that it holds, or not at all. */
async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes away what a process has left that is gone; what another has put there meanwhile goes back. */
async function clear(path: string, stale: string): Promise<void> {
  const aside = `${path}.${process.pid}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await isLinked(aside, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** The process that holds it; `undefined` when that has ended. */
function holderOf(words: string): number | undefined {
  const [first, start] = words.trim().split(' ');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  // Numbers of processes are given again, after a restart of a container nearly always.
  return startOf(pid) === start ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process was started, in whatever unit the system tells it; `-` where it does not. */
function startOf(pid: number): string {
  try {
    // The name of the program is in brackets and may hold blanks; the 20th field after it is the start.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}
