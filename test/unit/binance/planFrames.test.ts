import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameText, planFrames } from '../../../src/adapters/binance/planFrames.js';

const limits = { maxStreams: 100, maxBytes: 4_000 };
const names = (count: number): Set<string> => new Set(Array.from({ length: count }, (_, i) => `s${i}usdt@kline_1m`));

describe('planFrames', () => {
  it('sends nothing when nothing changes', () => {
    expect(planFrames(names(3), names(3), limits)).toEqual([]);
  });

  it('lets go before it takes', () => {
    expect(planFrames(new Set(['a', 'b']), new Set(['b', 'c']), limits)).toEqual([
      { method: 'UNSUBSCRIBE', streams: ['a'] },
      { method: 'SUBSCRIBE', streams: ['c'] },
    ]);
  });

  it('splits by count', () => {
    const frames = planFrames(new Set(), names(201), limits);
    expect(frames.map(({ streams }) => streams.length)).toEqual([100, 100, 1]);
  });

  it('splits by bytes, not by characters', () => {
    const long = new Set(Array.from({ length: 90 }, (_, i) => `${'币安人生'.repeat(5)}${i}usdt@kline_1m`));
    const texts = planFrames(new Set(), long, limits).map((frame) => frameText(frame, 4_294_967_295));
    expect(texts.length).toBe(2);
    expect(Math.max(...texts.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(4_000);
  });

  it('ends, obeyed, exactly at the wanted set, in frames within both limits', () => {
    const streams = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }), { maxLength: 60 });
    fc.assert(
      fc.property(streams, streams, fc.integer({ min: 1, max: 20 }), (current, wanted, maxStreams) => {
        const obeyed = new Set(current);
        for (const frame of planFrames(new Set(current), new Set(wanted), { maxStreams, maxBytes: 700 })) {
          expect(frame.streams.length).toBeLessThanOrEqual(maxStreams);
          expect(Buffer.byteLength(frameText(frame, 4_294_967_295))).toBeLessThanOrEqual(700);
          frame.streams.forEach((s) => (frame.method === 'SUBSCRIBE' ? obeyed.add(s) : obeyed.delete(s)));
        }
        expect(obeyed).toEqual(new Set(wanted));
      }),
    );
  });
});
