import { existsSync, writeFileSync } from 'node:fs';
import { firstValueFrom, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KillSwitch } from '../../../../src/cli/trading/killSwitch.js';
import { CliFolder } from '../../../support/cliFolder.js';

let folder: CliFolder;
beforeEach(() => (folder = new CliFolder()));
afterEach(() => folder.remove());

/** The first `count` states; `then` is called when it is watched and the first of them is known. */
async function states(killSwitch: KillSwitch, count: number, then: () => Promise<unknown>): Promise<boolean[]> {
  const seen$ = killSwitch.watch();
  const all = firstValueFrom(seen$.pipe(take(count), toArray()), { defaultValue: [] });
  await firstValueFrom(killSwitch.watch(), { defaultValue: undefined });
  await then();
  return all;
}

describe('the kill switch', () => {
  it('is heard of by whoever watches the same folder, on and off', async () => {
    const [daemon, command] = [new KillSwitch(folder.dir), new KillSwitch(folder.dir)];
    expect(await states(daemon, 2, () => command.pull())).toEqual([false, true]);
    expect(await states(daemon, 2, () => command.lift())).toEqual([true, false]);
  });

  it('stays on for whoever comes later', async () => {
    const state = folder.path('not/yet/there');
    await new KillSwitch(state).pull();
    expect(await new KillSwitch(state).isOn()).toBe(true);
    expect(await new KillSwitch(state).lift()).toBe(true);
    expect(await new KillSwitch(state).lift()).toBe(false);
  });

  it('is on at once for whoever pulls it, and only once', async () => {
    const killSwitch = new KillSwitch(folder.dir);
    const seen: boolean[] = [];
    const subscription = killSwitch.watch().subscribe((isOn) => seen.push(isOn));
    const pulled = killSwitch.pull();
    expect(seen).toEqual([true]);
    await pulled;
    expect(existsSync(killSwitch.path!)).toBe(true);
    await firstValueFrom(killSwitch.watch(), { defaultValue: undefined });
    expect(seen).toEqual([true]);
    subscription.unsubscribe();
  });

  it('is on although it cannot be kept', async () => {
    writeFileSync(folder.path('file'), '');
    const killSwitch = new KillSwitch(folder.path('file'));
    await expect(killSwitch.pull()).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(await killSwitch.isOn()).toBe(true);
  });

  it('needs no folder for the run in which it is pulled', async () => {
    const killSwitch = new KillSwitch(null);
    expect(await killSwitch.isOn()).toBe(false);
    await killSwitch.pull();
    expect(await killSwitch.isOn()).toBe(true);
  });
});
