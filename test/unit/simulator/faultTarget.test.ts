import { describe, expect, it } from 'vitest';
import { drawn, FaultTarget } from '../../../src/simulator/faults/faultTarget.js';
import { glob } from '../../../src/simulator/faults/glob.js';
import { nearestWord } from '../../../src/simulator/faults/nearestWord.js';
import { seriesOf, streamTraits } from '../../../src/simulator/faults/streamTraits.js';

const key = 'a'.repeat(64);

describe('glob', () => {
  it.each([
    ['BTC*', 'btcusdt', true],
    ['*USDT', 'BTCUSDC', false],
    ['?TCUSDT', 'BTCUSDT', true],
    ['a.c', 'abc', false],
    ['!mini*@arr', '!miniTicker@arr', true],
    ['币?USDT', '币安USDT', true],
    ['', 'x', false],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected);
  });
});

describe('streamTraits', () => {
  it.each([
    ['btcusdt@kline_5m', { feed: 'kline', symbol: 'BTCUSDT', interval: '5m' }],
    ['币ausdt@markPrice@1s', { feed: 'price', symbol: '币AUSDT', interval: undefined }],
    ['!miniTicker@arr', { feed: 'price', symbol: undefined, interval: undefined }],
    [key, { feed: 'account', symbol: undefined, interval: undefined }],
  ])('%s', (name, traits) => {
    expect(streamTraits(name)).toEqual({ name, ...traits });
  });

  it('a series is named as in the domain', () => {
    expect(seriesOf('btcusdt@kline_5m')).toBe('BTCUSDT/5m');
    expect(seriesOf('!miniTicker@arr')).toBe('!miniTicker@arr');
  });
});

describe('FaultTarget', () => {
  it.each([
    [{}, 'btcusdt@kline_5m', true],
    [{ feed: 'kline', symbol: 'btc*', interval: '5m' }, 'btcusdt@kline_5m', true],
    [{ interval: '15m' }, 'btcusdt@kline_5m', false],
    [{ symbol: '*' }, '!miniTicker@arr', false],
    [{ feed: 'price' }, '!miniTicker@arr', true],
    [{ stream: '*@kline_*' }, 'btcusdt@kline_1h', true],
  ] as const)('%j means the stream %s: %s', (where, name, expected) => {
    const target = new FaultTarget(where);
    expect([target.matchesStream(name), target.matchesStream(name)]).toEqual([expected, expected]);
  });

  const connection = { id: 3, route: 'market', names: new Set(['btcusdt@kline_5m', 'ethusdt@kline_5m']) } as const;

  it.each([
    [{}, true],
    [{ connection: 3 }, true],
    [{ connection: 2 }, false],
    [{ route: 'public' }, false],
    [{ symbol: 'ETHUSDT' }, true],
    [{ symbol: 'SOLUSDT' }, false],
    [{ feed: 'account' }, false],
  ] as const)('%j means the connection: %s', (where, expected) => {
    expect(new FaultTarget(where).matchesConnection(connection)).toBe(expected);
  });

  it("a user's connection is one of the account feed before it has said whose", () => {
    const target = new FaultTarget({ feed: 'account' });
    expect(target.matchesConnection({ id: 1, route: 'private', names: new Set() })).toBe(true);
    expect(target.matchesConnection({ id: 1, route: 'market', names: new Set() })).toBe(false);
  });

  it('requests without a symbol are not meant by one', () => {
    const target = new FaultTarget({ symbol: 'BTCUSDT', path: '/fapi/*' });
    expect(target.matchesRequest('/fapi/v1/klines', new URLSearchParams('symbol=BTCUSDT'))).toBe(true);
    expect(target.matchesRequest('/fapi/v1/time', new URLSearchParams())).toBe(false);
    expect(target.matchesRequest('/x', new URLSearchParams('symbol=BTCUSDT'))).toBe(false);
  });
});

it('a lot draws one, by its share', () => {
  expect(drawn(['a', 'b', 'c'], undefined)).toEqual(['a', 'b', 'c']);
  expect([0, 0.34, 0.99].map((lot) => drawn(['a', 'b', 'c'], lot))).toEqual([['a'], ['b'], ['c']]);
  expect(drawn([], 0.5)).toEqual([]);
});

it.each([
  ['dorp', 'drop'],
  ['RESTHTML', 'restHtml'],
  ['earthquake', undefined],
])('the word nearest to %s is %s', (found, expected) => {
  expect(nearestWord(found, ['drop', 'restHtml', 'mute'])).toBe(expected);
});
