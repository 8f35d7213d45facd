import { describe, expect, it } from 'vitest';
import { socketTarget } from '../../../src/simulator/streams/socketTarget.js';
import { streamNameParser } from '../../../src/simulator/streams/streamName.js';
import { tinyInstrument } from './support/tinyMarket.js';

const target = (path: string) => socketTarget(new URL(path, 'http://localhost'));

describe('socketTarget', () => {
  it.each([
    ['/market/ws', { route: 'market', isCombined: false, names: [] }],
    ['/market/stream', { route: 'market', isCombined: true, names: [] }],
    ['/market/stream?streams=', { route: 'market', isCombined: true, names: [] }],
    ['/public/ws/a@bookTicker', { route: 'public', isCombined: false, names: ['a@bookTicker'] }],
    ['/market/ws/a@x/b@y', { route: 'market', isCombined: false, names: ['a@x', 'b@y'] }],
    ['/market/ws/!miniTicker@arr', { route: 'market', isCombined: false, names: ['!miniTicker@arr'] }],
    ['/market/stream?streams=a@x/b@y', { route: 'market', isCombined: true, names: ['a@x', 'b@y'] }],
    [`/market/ws/${encodeURIComponent('币@x')}`, { route: 'market', isCombined: false, names: ['币@x'] }],
    ['/private/ws/KEY', { route: 'private', isCombined: false, names: ['KEY'] }],
    ['/private/ws?listenKey=KEY', { route: 'private', isCombined: false, names: ['KEY'] }],
    [
      '/private/ws?events=A/B&listenKey=KEY',
      { route: 'private', isCombined: false, names: ['KEY'], eventFilters: new Map([['KEY', new Set(['A', 'B'])]]) },
    ],
    [
      '/private/stream?listenKey=K1&events=A&listenKey=K2&events=B',
      {
        route: 'private',
        isCombined: true,
        names: ['K1', 'K2'],
        eventFilters: new Map([
          ['K1', new Set(['A'])],
          ['K2', new Set(['B'])],
        ]),
      },
    ],
    ['/ws', { route: 'unrouted', isCombined: false, names: [] }],
    ['/stream?streams=a@x', { route: 'unrouted', isCombined: true, names: ['a@x'] }],
    ['/market/stream?streams=a@x,b@y', 400],
    ['/market/ws/%E0%A4%A', 400],
    ['/other/ws', 404],
    ['/market', 404],
    ['/', 404],
  ])('reads %s', (path, expected) => {
    expect(target(path)).toEqual(expected);
  });
});

describe('streamNameParser', () => {
  const instrument = tinyInstrument('币AUSDT');
  const parse = streamNameParser([instrument]);

  it.each([
    ['币ausdt@kline_5m', { kind: 'kline', instrument, interval: '5m' }],
    ['币ausdt@miniTicker', { kind: 'miniTicker', instrument }],
    ['币ausdt@markPrice', { kind: 'markPrice', instrument, everyMs: 3_000 }],
    ['币ausdt@markPrice@1s', { kind: 'markPrice', instrument, everyMs: 1_000 }],
    ['币ausdt@aggTrade', { kind: 'aggTrade', instrument }],
    ['币ausdt@bookTicker', { kind: 'bookTicker', instrument }],
    ['!miniTicker@arr', { kind: 'allMiniTickers' }],
    ['!markPrice@arr', { kind: 'allMarkPrices', everyMs: 3_000 }],
    ['!markPrice@arr@1s', { kind: 'allMarkPrices', everyMs: 1_000 }],
  ])('knows %s', (name, stream) => {
    expect(parse(name)).toEqual(stream);
  });

  it.each([
    '币AUSDT@kline_5m',
    'nope@kline_5m',
    '币ausdt@kline_7m',
    '币ausdt@kline_5m@1s',
    '币ausdt',
    '!x@arr',
    '',
    '币ausdt@markPrice@2s',
  ])('does not know %s', (name) => {
    expect(parse(name)).toBeUndefined();
  });
});
