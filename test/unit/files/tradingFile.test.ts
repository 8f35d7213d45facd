import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tradingFile } from '../../../src/adapters/files/tradingFile.js';
import { decodeTrading, encodeTrading } from '../../../src/adapters/files/tradingFormat.js';
import type { PositionState } from '../../../src/domain/position.js';
import type { KeptTrading, RecalledTrading } from '../../../src/ports/tradingMemory.js';
import { CliFolder } from '../../support/cliFolder.js';
import { after, d, intent, positionIn, said } from '../../support/trading/positions.js';
import { openPosition } from '../../../src/core/positions/reducePosition.js';

const states: readonly PositionState[] = ['pending', 'open', 'closing', 'closed', 'rejected', 'orphaned'];
const limited = after(openPosition(intent({ limitPrice: d('99.9'), trailing: undefined, timeoutMs: undefined }), 7), [
  said('e', { kind: 'unknown', message: 'no answer' }, 9),
]).position;
const kept = (given: Partial<KeptTrading> = {}): KeptTrading => ({
  atMs: 1_770_000_000_000,
  isStopped: true,
  live: [...states.slice(0, 3).map(positionIn), limited],
  ended: states.slice(3).map(positionIn),
  account: { walletQuote: '1000.5' },
  ...given,
});

let folder: CliFolder;
let path: string;
beforeEach(() => {
  folder = new CliFolder();
  path = folder.path('state/paper.json');
});
afterEach(() => folder.remove());

const open = (isSound = true) => tradingFile({ path, isSound: () => isSound, nowMs: () => 0 });
const recall = (memory = open()): Promise<RecalledTrading> =>
  lastValueFrom(memory.recall(), { defaultValue: { kept: undefined, troubles: ['nothing was emitted'] } });
const keep = (trading: KeptTrading, memory = open()): Promise<string[]> =>
  lastValueFrom(memory.keep(trading).pipe(toArray()), { defaultValue: [] });

describe('the text of kept trading', () => {
  it('gives positions in every state back, to the last decimal', () => {
    expect(decodeTrading(encodeTrading(kept()))).toEqual(kept());
  });

  it('needs no account beside the positions', () => {
    expect(decodeTrading(encodeTrading(kept({ account: undefined })))).toEqual(kept({ account: null }));
  });

  it.each<[string, (text: string) => string]>([
    ['that breaks off', (text) => text.slice(0, -20)],
    ['of another version', (text) => text.replace('"version":1', '"version":2')],
    ['with a number that is none', (text) => text.replace('"stopPrice":"95"', '"stopPrice":"much"')],
    ['with a word that is unknown', (text) => text.replace('"state":"open"', '"state":"ajar"')],
    ['without a field', (text) => text.replace('"isStopped":true', '"is":true')],
  ])('%s is none', (_, damage) => {
    const text = encodeTrading(kept());
    expect(damage(text)).not.toBe(text);
    expect(decodeTrading(damage(text))).toBeUndefined();
  });
});

describe('tradingFile', () => {
  it.each([false, true])(
    'recalls what was kept last, and leaves nothing else behind; durable: %s',
    async (isDurable) => {
      expect(await recall()).toEqual({ kept: undefined, troubles: [] });
      const memory = tradingFile({ path, isSound: () => true, isDurable });
      expect(await keep(kept({ atMs: 1 }), memory)).toEqual([]);
      // What a process has left that was killed in the middle of it.
      writeFileSync(`${path}.tmp`, '{"version"');
      expect(await keep(kept({ atMs: 2 }), memory)).toEqual([]);
      expect(await recall()).toEqual({ kept: kept({ atMs: 2 }), troubles: [] });
      expect(readdirSync(folder.path('state'))).toEqual(['paper.json']);
    },
  );

  it.each<[string, string, boolean]>([
    ['is damaged', '{"version":1,', true],
    ['makes no sense', encodeTrading(kept()), false],
  ])('puts a file that %s aside, in one sentence, and begins anew', async (_, text, isSound) => {
    folder.write('state/paper.json', text);
    const memory = open(isSound);
    const { kept: found, troubles } = await recall(memory);
    const aside = `${path}.damaged-1970-01-01T000000.000Z`;
    expect(found).toBeUndefined();
    expect(troubles).toEqual([`${path} is damaged; it is now ${aside}, and trading begins anew.`]);
    expect(readFileSync(aside, 'utf8')).toBe(text);
    await keep(kept(), memory);
    expect(decodeTrading(readFileSync(path, 'utf8'))).toEqual(kept());
  });

  it('does not write over what it could not read', async () => {
    mkdirSync(path, { recursive: true });
    const memory = open();
    expect((await recall(memory)).troubles).toEqual([
      `${path} cannot be read: it is a folder; trading begins anew and is not kept.`,
    ]);
    expect(await keep(kept(), memory)).toEqual([]);
    expect(readdirSync(path)).toEqual([]);
  });

  it('says why it cannot keep', async () => {
    writeFileSync(folder.path('state'), 'a file');
    expect(await keep(kept())).toEqual([
      expect.stringMatching(/^Positions cannot be kept in .+: a file has its name\./),
    ]);
    expect(existsSync(path)).toBe(false);
  });
});
