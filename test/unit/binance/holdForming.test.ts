import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdForming } from '../../../src/adapters/binance/holdForming.js';
import { finalFrame, klineFrame } from './support/frames.js';

const bytes = (text: string): Buffer => Buffer.from(text);
const forming = (close: string, stream = 'btcusdt@kline_1m'): Buffer => bytes(klineFrame({ c: close }, stream));
const never = (): boolean => false;

describe('holdForming', () => {
  it('holds forming klines until they are taken, the latest of each stream, and counts the others', () => {
    const { read, release } = holdForming({ periodMs: 250, isNews: never });
    const [first, other, latest] = [forming('100'), forming('7', 'ethusdt@kline_1m'), forming('101')];
    expect([first, other, latest].map(read)).toEqual([undefined, undefined, undefined]);
    expect(release!.take()).toEqual([{ kind: 'ignored', frames: 1 }, latest, other]);
    expect(release!.take()).toEqual([]);
  });

  it.each([
    ['a final', bytes(finalFrame())],
    ['a reply', bytes('{"result":null,"id":1}')],
    ['text that is no JSON', bytes('garbage')],
    [
      'a forming kline without an envelope',
      bytes(JSON.stringify((JSON.parse(klineFrame()) as { data: unknown }).data)),
    ],
  ])('never holds %s', (_, frame) => {
    const { read, release } = holdForming({ periodMs: 250, isNews: never });
    expect(read(frame)).toBe(frame);
    expect(release!.take()).toEqual([]);
  });

  it('hands on the first of a stream at once when it is news', () => {
    const { read } = holdForming({ periodMs: 250, isNews: () => true });
    const frame = forming('100');
    expect(read(frame)).toBe(frame);
  });

  it('accounts for every frame, and holds no more than there are streams', () => {
    const stream = fc.constantFrom('a@kline_1m', 'b@kline_1m', 'c@kline_1m');
    const step = fc.oneof(stream, fc.constant('take' as const), fc.constant('final' as const));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { read, release } = holdForming({ periodMs: 250, isNews: never });
        const out = [...steps, 'take'].flatMap((what) => {
          if (what === 'take') {
            const taken = release!.take();
            expect(taken.filter((event) => Buffer.isBuffer(event)).length).toBeLessThanOrEqual(3);
            return taken;
          }
          return read(what === 'final' ? bytes(finalFrame()) : forming('1', what)) ?? [];
        });
        const frames = out.map((event) => (typeof event === 'object' && 'kind' in event ? (event.frames ?? 1) : 1));
        expect(frames.reduce((sum, count) => sum + count, 0)).toBe(steps.filter((what) => what !== 'take').length);
      }),
    );
  });
});
