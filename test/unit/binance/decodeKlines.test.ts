import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFormingKlines, decodeKlines } from '../../../src/adapters/binance/decodeKlines.js';
import { isFormingKline } from '../../../src/adapters/binance/isFormingKline.js';
import { finalFrame, klineFrame } from './support/frames.js';

const reasonOf = (frame: string): string => {
  const decoded = decodeKlines(frame);
  return decoded.kind === 'badFrame' ? decoded.reason : `${decoded.kind}, not a bad frame`;
};

describe('decodeKlines refuses', () => {
  it.each([
    ['text that is no JSON', 'hello', 'not JSON'],
    ['truncated JSON', finalFrame().slice(0, -20), 'not JSON'],
    ['nothing', '', 'not JSON'],
    ['a JSON value that is no frame', 'null', 'no event name, expected "kline"'],
    ['an array', '[]', 'no event name, expected "kline"'],
    ['a stream without a name', '{"stream":5,"data":{}}', 'stream: expected a name'],
    ['an envelope without data', '{"stream":"x"}', 'no event name on stream x, expected "kline"'],
    ['another event', '{"e":"aggTrade","E":1}', 'event "aggTrade", expected "kline"'],
    [
      'a continuous kline',
      '{"stream":"btcusdt_perpetual@continuousKline_1m","data":{"e":"continuous_kline","E":1,"k":{"t":1,"x":false}}}',
      'event "continuous_kline" on stream btcusdt_perpetual@continuousKline_1m, expected "kline"',
    ],
    ['an interval it does not know', finalFrame({ i: '3d' }), /^data\.k\.i: /],
    ['NaN', finalFrame({ o: 'NaN' }), 'data.k.o: expected a positive number as text, found "NaN"'],
    ['Infinity', finalFrame({ h: 'Infinity' }), 'data.k.h: expected a positive number as text, found "Infinity"'],
    ['a number beyond all bounds', finalFrame({ v: '1e999' }), /^data\.k\.v: expected a number of at least 0/],
    ['hexadecimal', finalFrame({ v: '0x10' }), /^data\.k\.v: /],
    ['an empty text', finalFrame({ q: '' }), 'data.k.q: expected a number of at least 0 as text, found ""'],
    ['a price of zero', finalFrame({ l: '0.000' }), 'data.k.l: expected a positive number as text, found "0.000"'],
    ['a negative volume', finalFrame({ v: '-1' }), 'data.k.v: expected a number of at least 0 as text, found "-1"'],
    ['a number where text belongs', finalFrame({ o: 100 }), 'data.k.o: expected string, found 100'],
    ['a missing field', finalFrame({ Q: undefined }), 'data.k.Q: expected string, found nothing'],
    ['a missing flag', finalFrame({ x: undefined }), 'data.k.x: expected boolean, found nothing'],
    ['a fraction of a trade', finalFrame({ n: 1.5 }), /^data\.k\.n: /],
    ['a high below the close', finalFrame({ h: '99' }), /^BTCUSDT 1m: high 99 is below open 100, close 101 or low /],
    ['a low above the open', finalFrame({ l: '100.5' }), 'BTCUSDT 1m: low 100.5 is above open 100 or close 101'],
    ['an open time off the grid', finalFrame({ t: 1_790_771_340_001 }), /is not a multiple of 60000 ms \(1m\)$/],
    ['a close time off the grid', finalFrame({ T: 1_790_771_400_000 }), /is not open time 1790771340000 \+ 60000 - 1/],
    ['a kline of another symbol', finalFrame({ s: 'ETHUSDT' }), 'symbol BTCUSDT carries a kline of ETHUSDT'],
    [
      'a kline on the stream of another interval',
      finalFrame({}, 'btcusdt@kline_5m'),
      'stream btcusdt@kline_5m carries a 1m kline of BTCUSDT',
    ],
    [
      'a kline on the stream of another symbol',
      finalFrame({}, 'ethusdt@kline_1m'),
      'stream ethusdt@kline_1m carries a 1m kline of BTCUSDT',
    ],
  ])('%s', (_, frame, reason) => {
    expect(reasonOf(frame)).toMatch(reason);
    expect(reasonOf(frame).length).toBeLessThan(200);
  });

  it('with a sample of at most 200 characters', () => {
    expect(decodeKlines('x'.repeat(5_000))).toEqual({ kind: 'badFrame', reason: 'not JSON', sample: 'x'.repeat(200) });
  });
});

describe('decodeFormingKlines', () => {
  it('reads forming klines, and finals as ever', () => {
    expect(decodeFormingKlines(Buffer.from(klineFrame()))).toMatchObject({
      kind: 'kline',
      kline: { close: 101, isClosed: false },
    });
    expect(decodeFormingKlines(finalFrame())).toEqual(decodeKlines(finalFrame()));
  });
});

describe('isFormingKline', () => {
  it.each([
    ['combined', klineFrame({ x: false })],
    ['raw', JSON.stringify((JSON.parse(klineFrame({ x: false })) as { data: unknown }).data)],
    ['with fields after the kline', klineFrame({ x: false }).replace('}}}', '},"st":1,"ps":{"a":1}}}')],
    ['with fields inside the kline', klineFrame({ x: false, Z: '1', Y: [1, 2] })],
  ])('is sure of a forming kline: %s', (_, frame) => {
    expect(isFormingKline(Buffer.from(frame))).toBe(true);
  });

  it.each([
    ['a final', finalFrame()],
    ['a final followed by another flag', finalFrame().replace('}}}', '},"x":false}}')],
    ['a final whose kline holds an object with a flag', finalFrame({ z: { y: 1, x: false } })],
    ['a final beside an object with a flag', finalFrame().replace('"k":{', '"z":{"y":1,"x":false},"k":{')],
    ['a final with the flag as text', finalFrame({ B: ',"x":false' })],
    ['another event', klineFrame({ x: false }).replace('"e":"kline"', '"e":"continuous_kline"')],
    ['spaces', klineFrame({ x: false }).replace('"x":false', '"x": false')],
    ['a frame cut short', klineFrame({ x: false }).split('}')[0]!],
    ['nothing', ''],
  ])('leaves to the parser: %s', (_, frame) => {
    expect(isFormingKline(Buffer.from(frame))).toBe(false);
  });

  it('never takes a final for a forming kline, whatever else the frame holds', () => {
    const key = fc.constantFrom('x', 'k', 'e', 'a', '"x":false', ',"x":false,', 'k":{"x', '}', '{');
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, fc.boolean(), key, tie('object')),
      object: fc.dictionary(key, tie('any'), { maxKeys: 4 }),
    })).object;
    fc.assert(
      fc.property(value, value, value, (inKline, before, after) => {
        const k = { ...inKline, x: true, ...omit(inKline, 'x') };
        const frame = { ...omit(before, 'e', 'k'), e: 'kline', k, ...omit(after, 'e', 'k') };
        expect(isFormingKline(Buffer.from(JSON.stringify({ stream: 'a@kline_1m', data: frame })))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

const omit = (from: Record<string, unknown>, ...names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
