import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toKline } from '../../../src/adapters/binance/mapper.js';
import { readPlainKline } from '../../../src/adapters/binance/readPlainKline.js';
import { klineFrameSchema } from '../../../src/adapters/binance/wire.js';
import { finalFrame, klineFrame } from './support/frames.js';

const eventOf = (frame: string) => (JSON.parse(frame) as { data: Record<string, unknown> }).data;

it.each([
  ['a final', finalFrame()],
  ['a forming kline', klineFrame()],
  ['a minute without trades', finalFrame({ n: 0, v: '0', q: '0', V: '0', Q: '0' })],
])('reads %s as the schema and the mapper do', (_, frame) => {
  const event = eventOf(frame);
  const checked = klineFrameSchema.parse(event);
  expect(readPlainKline(event)).toEqual({ kline: toKline(checked), exchangeTimeMs: checked.E });
});

it('never reads what the schema would refuse, nor other numbers', () => {
  const good = eventOf(finalFrame());
  const anything = fc.oneof(
    fc.constantFrom(
      '0',
      '0.0',
      '-1',
      '1e3',
      '1.5',
      '',
      'NaN',
      '1m',
      '5m',
      '3d',
      'BTCUSDT',
      'ETHUSDT',
      null,
      true,
      false,
    ),
    fc.integer({ min: -2, max: 5 }),
    fc.double(),
    fc.anything(),
  );
  const path = fc.oneof(
    fc.constantFrom('E', 's', 'k').map((key) => [key]),
    fc.constantFrom(...Object.keys(good['k'] as object)).map((key) => ['k', key]),
  );
  fc.assert(
    fc.property(path, anything, ([first, second], value) => {
      const k = second === undefined ? good['k'] : { ...(good['k'] as object), [second]: value };
      const event = { ...good, k, ...(second === undefined && { [first!]: value }) };
      const plain = readPlainKline(event);
      if (!plain) return;
      const checked = klineFrameSchema.parse(event);
      expect(checked.k.s).toBe(checked.s);
      expect(plain).toEqual({ kline: toKline(checked), exchangeTimeMs: checked.E });
    }),
    { numRuns: 5_000 },
  );
});
