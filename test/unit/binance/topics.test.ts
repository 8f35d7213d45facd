import { describe, expect, it } from 'vitest';
import { streamName } from '../../../src/adapters/binance/topics.js';

describe('streamName', () => {
  it.each([
    ['BTCUSDT/5m', 'btcusdt@kline_5m'],
    ['1000PEPEUSDT/1h', '1000pepeusdt@kline_1h'],
    ['BTCUSDT_261225/15m', 'btcusdt_261225@kline_15m'],
    ['币安人生USDT/1m', '币安人生usdt@kline_1m'],
    ['allPrices', '!miniTicker@arr'],
    ['allMarkPrices', '!markPrice@arr@1s'],
  ])('of %s is %s', (topic, name) => {
    expect(streamName(topic)).toBe(name);
  });

  it('touches only ASCII letters', () => {
    expect(streamName('\u0130\u00c4\u212aUSDT/1m')).toBe('\u0130\u00c4\u212ausdt@kline_1m');
  });

  it('of anything else is a mistake of the caller', () => {
    expect(() => streamName('BTCUSDT')).toThrow(RangeError);
    expect(() => streamName('BTCUSDT/7m')).toThrow(RangeError);
  });
});
