import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../../src/domain/errors.js';
import { faultKindNames } from '../../../src/simulator/faults/faultKinds.js';
import { readFaultScript, readFaultSpec, resolveFault } from '../../../src/simulator/faults/readFaultScript.js';

describe('readFaultScript', () => {
  it('takes every kind without anything else', () => {
    const script = faultKindNames.map((kind) => ({ kind }));
    expect(faultKindNames).toHaveLength(50);
    expect(readFaultScript(script)).toEqual(script);
  });

  it('takes a full one', () => {
    const script = [
      { kind: 'close', code: 1_012, atMs: 5_000, everyMs: 60_000, where: { feed: 'kline', lot: 0.3 } },
      {
        kind: 'slow',
        delayMs: 20,
        forMs: 1_000,
        alsoNew: true,
        where: { symbol: 'BTC*', interval: '5m', route: 'market' },
      },
      { kind: 'rest429', retryAfter: false, count: 3, where: { path: '/fapi/v1/klines' } },
    ];
    expect(readFaultScript(script)).toEqual(script);
  });

  it.each<[unknown, string | RegExp]>([
    [{}, 'faults: found {}, expected a list of faults'],
    [['drop'], 'faults[0]: found "drop", expected an object with a kind'],
    [[{ kind: 'drop' }, { atMs: 1 }], /^faults\[1\]\.kind: found nothing, expected one of connectionRefused, /],
    [[{ kind: 'dorp' }], 'faults[0].kind: found "dorp", expected perhaps "drop"'],
    [[{ kind: 'missingfinals' }], 'faults[0].kind: found "missingfinals", expected perhaps "missingFinal"'],
    [[{ kind: 7 }], /^faults\[0\]\.kind: found 7, expected one of /],
    [[{ kind: 'slow', delay: 5 }], 'faults[0]: found the unknown field "delay", expected perhaps "delayMs"'],
    [
      [{ kind: 'drop', delayMs: 5 }],
      /^faults\[0\]: found the unknown field "delayMs", expected one of kind, where, atMs, /,
    ],
    [[{ kind: 'slow', delayMs: -1 }], 'faults[0].delayMs: found -1, expected milliseconds from 0 to 2147483647'],
    [[{ kind: 'lateFinal', delayMs: 25_001 }], 'faults[0].delayMs: found 25001, expected milliseconds from 0 to 25000'],
    [[{ kind: 'drop', atMs: '5s' }], 'faults[0].atMs: found "5s", expected milliseconds from 0 to 2147483647'],
    [[{ kind: 'drop', everyMs: 0 }], 'faults[0].everyMs: found 0, expected milliseconds from 1 to 2147483647'],
    [
      [{ kind: 'close', code: 1_002 }],
      'faults[0].code: found 1002, expected one of 1001, 1000, 1006, 1008, 1011, 1012',
    ],
    [
      [{ kind: 'handshakeStatus', status: 200 }],
      'faults[0].status: found 200, expected an HTTP status from 400 to 599',
    ],
    [[{ kind: 'rest429', retryAfter: 'no' }], 'faults[0].retryAfter: found "no", expected true or false'],
    [[{ kind: 'orderTimeout', isTaken: 1 }], 'faults[0].isTaken: found 1, expected true or false'],
    [[{ kind: 'orderUnknown', status: 500 }], 'faults[0].status: found 500, expected one of 503, 408'],
    [[{ kind: 'orderTimeout', request: 'amend' }], 'faults[0].request: found "amend", expected one of place, cancel'],
    [
      [{ kind: 'orderRejected', code: 200 }],
      "faults[0].code: found 200, expected one of the venue's codes from -9999 to -1000",
    ],
    [[{ kind: 'ordertimeout' }], 'faults[0].kind: found "ordertimeout", expected perhaps "orderTimeout"'],
    [
      [{ kind: 'orderDisconnect', where: { path: '/x' } }],
      'faults[0].where: found the unknown field "path", expected one of symbol',
    ],
    [[{ kind: 'mute', count: 2 }], /^faults\[0\]: found the unknown field "count"/],
    [[{ kind: 'clockStep', forMs: 2 }], /^faults\[0\]: found the unknown field "forMs"/],
    [
      [{ kind: 'drop', where: 'all' }],
      'faults[0].where: found "all", expected an object that says what the fault befalls',
    ],
    [
      [{ kind: 'drop', where: { symbl: 'A' } }],
      'faults[0].where: found the unknown field "symbl", expected perhaps "symbol"',
    ],
    [
      [{ kind: 'restHang', where: { connection: 1 } }],
      'faults[0].where: found the unknown field "connection", expected one of symbol, interval, path',
    ],
    [
      [{ kind: 'clockOff', where: { feed: 'kline' } }],
      'faults[0].where: found the unknown field "feed", expected no such fields for clockOff',
    ],
    [[{ kind: 'drop', where: { lot: 1 } }], 'faults[0].where.lot: found 1, expected a number from 0 to below 1'],
    [
      [{ kind: 'drop', where: { feed: 'klines' } }],
      'faults[0].where.feed: found "klines", expected one of kline, price, account',
    ],
  ])('%j is refused in one sentence', (script, message) => {
    expect(() => readFaultScript(script)).toThrow(BadInputError);
    expect(() => readFaultScript(script)).toThrow(message);
  });

  it('names the place it is told', () => {
    expect(() => readFaultScript([{ kind: 'x' }], 'storm.yaml')).toThrow(/^storm\.yaml\[0\]\.kind: /);
  });
});

describe('resolveFault', () => {
  it('a hit kind hits once, or for as long as it is told', () => {
    expect(resolveFault({ kind: 'garbage' })).toMatchObject({ count: 1, forMs: Number.POSITIVE_INFINITY });
    expect(resolveFault({ kind: 'garbage', forMs: 5 })).toMatchObject({ count: Number.POSITIVE_INFINITY, forMs: 5 });
    expect(resolveFault({ kind: 'garbage', forMs: 5, count: 2 })).toMatchObject({ count: 2, forMs: 5 });
  });

  it('an instant is over as it begins, a state lasts', () => {
    expect(resolveFault({ kind: 'drop' })).toMatchObject({ forMs: 0 });
    expect(resolveFault({ kind: 'mute' })).toMatchObject({ forMs: Number.POSITIVE_INFINITY });
  });

  it('parameters have defaults', () => {
    expect(resolveFault({ kind: 'close' }).parameters).toEqual({ code: 1_001 });
    expect(resolveFault(readFaultSpec({ kind: 'rest429', retryAfter: false })).parameters).toEqual({
      retryAfter: false,
      retryAfterMs: 1_000,
    });
  });
});
