import { describe, expect, it, vi } from 'vitest';
import { orAbort } from '../../../src/cli/abort.js';
import { untilReachable } from '../../../src/cli/exchange/untilReachable.js';
import { BadInputError, ExchangeUnreachableError } from '../../../src/domain/errors.js';

const away = new ExchangeUnreachableError('nobody there', { url: '', reason: '' });

function reaching(outcomes: readonly (Error | 'reached')[]) {
  const said: string[] = [];
  const abort = new AbortController();
  let attempts = 0;
  const result = untilReachable({
    attempt: () => {
      const outcome = outcomes[attempts] ?? away;
      attempts += 1;
      return outcome === 'reached' ? Promise.resolve(outcome) : Promise.reject(outcome);
    },
    onUnreachable: ({ message }) => said.push(message),
    onReachable: () => said.push('there'),
    pauseMs: 1,
    signal: abort.signal,
  });
  return { result, said, abort, attempts: () => attempts };
}

describe('untilReachable', () => {
  it('says nothing when the first attempt works', async () => {
    const { result, said } = reaching(['reached']);
    expect(await result).toBe('reached');
    expect(said).toEqual([]);
  });

  it('says once that it fails and once that it works', async () => {
    const { result, said, attempts } = reaching([away, away, away, 'reached']);
    expect(await result).toBe('reached');
    expect(said).toEqual(['nobody there', 'there']);
    expect(attempts()).toBe(4);
  });

  it('does not try again what time will not heal', async () => {
    const wrong = new BadInputError('wrong', { place: '' });
    const { result, said } = reaching([wrong]);
    await expect(result).rejects.toBe(wrong);
    expect(said).toEqual([]);
  });

  it('stops in the middle of a pause', async () => {
    const { result, abort } = reaching([away]);
    abort.abort();
    await expect(result).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});

describe('orAbort', () => {
  it('does not wait for work that cannot be ended, and leaves no listener behind', async () => {
    const abort = new AbortController();
    const listeners = vi.spyOn(abort.signal, 'removeEventListener');
    expect(await orAbort(Promise.resolve(1), abort.signal)).toBe(1);
    expect(listeners).toHaveBeenCalledTimes(1);
    const waiting = orAbort(new Promise(() => undefined), abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow('stopped');
    await expect(orAbort(new Promise(() => undefined), abort.signal)).rejects.toThrow('stopped');
  });

  it('is not troubled by work that fails after the abort', async () => {
    const abort = new AbortController();
    let fail = (_error: Error): void => undefined;
    const work = new Promise<never>((_resolve, reject) => (fail = reject));
    const waiting = orAbort(work, abort.signal);
    abort.abort();
    fail(new Error('too late'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
