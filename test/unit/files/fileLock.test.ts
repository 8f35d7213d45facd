import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFileLock, type FileLock, type LockOutcome } from '../../../src/adapters/files/fileLock.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candlewick-lock-'));
  path = join(folder, 'deep', 'book.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function heldBy(outcome: LockOutcome): FileLock {
  if (outcome.kind !== 'held') throw new Error('the lock is taken');
  return outcome.lock;
}

describe('a lock', () => {
  it('is had by one, until that lets it go', async () => {
    const lock = heldBy(await takeFileLock(path));
    expect(await takeFileLock(path)).toEqual({ kind: 'taken', pid: process.pid });
    expect(readdirSync(join(folder, 'deep'))).toEqual(['book.lock']);
    await lock.release();
    expect(existsSync(path)).toBe(false);
    await heldBy(await takeFileLock(path)).release();
  });

  it('of two who want it at once is had by one', async () => {
    const outcomes = await Promise.all([takeFileLock(path), takeFileLock(path)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['held', 'taken']);
  });

  it('of another process counts as long as that lives, however it ends', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(other, 'spawn');
    await heldBy(await takeFileLock(path)).release();
    const told = `/proc/${other.pid}/stat`;
    const start = existsSync(told) ? readFileSync(told, 'utf8').split(') ').at(-1)!.split(' ')[19] : '-';
    writeFileSync(path, `${other.pid} ${start}\n`);
    expect(await takeFileLock(path)).toEqual({ kind: 'taken', pid: other.pid });
    other.kill('SIGKILL');
    await once(other, 'exit');
    await heldBy(await takeFileLock(path)).release();
  });

  it.each([
    ['of a process whose number another has by now', `${process.pid} 1\n`],
    ['that is empty', ''],
    ['that is no lock', 'hello there\n'],
  ])('%s holds nobody up', async (_, content) => {
    await heldBy(await takeFileLock(path)).release();
    writeFileSync(path, content);
    await heldBy(await takeFileLock(path)).release();
  });
});
