import { EMPTY } from 'rxjs';
import { expect, it } from 'vitest';
import { BookKeeper } from '../../../../src/cli/trading/bookKeeper.js';

it('leaves a bug to be told at the end: what is not looked at ends the process', async () => {
  const keeper = new BookKeeper({
    memory: { keep: () => EMPTY },
    snapshot: () => {
      throw new TypeError('a bug');
    },
    warn: () => undefined,
  });
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    keeper.changed();
    // Rejections that nobody has looked at are told after the turn in which they were made.
    await new Promise(setImmediate);
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
  await expect(keeper.finish()).rejects.toThrow('a bug');
});
