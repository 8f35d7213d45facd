import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopSignal, type StopSignal } from '../../../src/cli/stopSignal.js';

const stops: StopSignal[] = [];
const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  for (const { dispose } of stops.splice(0)) dispose();
  vi.useRealTimers();
  exit.mockClear();
});

function stopping(afterMs?: number): StopSignal {
  const stop = stopSignal(afterMs);
  stops.push(stop);
  return stop;
}

describe('stopSignal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('aborts and hurries on %s', (name) => {
    const { signal, hurry } = stopping();
    process.emit(name);
    expect([signal.aborted, hurry.aborted]).toEqual([true, true]);
  });

  it('does not hurry when the time is up, but when a signal comes on top', () => {
    const stop = stopping(1_000);
    vi.advanceTimersByTime(1_000);
    expect([stop.signal.aborted, stop.hurry.aborted, stop.cause]).toEqual([true, false, 'time']);
    process.emit('SIGTERM');
    expect([stop.hurry.aborted, stop.cause]).toEqual([true, 'time']);
    expect(exit).not.toHaveBeenCalled();
  });

  it('takes the same key, passed on by npm, for one, and a second one for an order to end at once', () => {
    const stop = stopping();
    process.emit('SIGINT');
    vi.advanceTimersByTime(100);
    process.emit('SIGINT');
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    process.emit('SIGINT');
    expect(exit).toHaveBeenCalledWith(130);
    expect(stop.cause).toBe('signal');
  });

  it('stops when nobody reads any more', () => {
    const stop = stopping();
    process.stdout.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    expect(stop.cause).toBe('outputClosed');
  });

  it('leaves no listener behind', () => {
    const before = [process.listenerCount('SIGINT'), process.stdout.listenerCount('error')];
    stopSignal(1_000).dispose();
    expect([process.listenerCount('SIGINT'), process.stdout.listenerCount('error')]).toEqual(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});
