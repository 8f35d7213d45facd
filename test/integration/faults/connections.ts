import { expect } from 'vitest';
import type { FaultSpec } from '../../../src/simulator/index.js';
import type { HostileScan } from '../../support/hostileScan.js';
import { scans } from './faultScenario.js';

const klineFeed = { feed: 'kline' } as const;
const drop: FaultSpec = { kind: 'drop', where: klineFeed };
const closeCodes = [1_000, 1_001, 1_006, 1_008, 1_011, 1_012];
const lostHow = (scan: HostileScan) => scan.lost('kline').map(({ error }) => error.details);

/** Faults of whole connections: they do not come up, are cut, or say nothing. */
export const connectionFaults = scans({
  connectionRefused: [
    {
      title: 'is tried again until somebody answers',
      faults: [{ kind: 'connectionRefused', forMs: 400 }, drop],
      meanwhile: (scan) => scan.until(() => scan.isOver('connectionRefused')),
      lost: (scan) => [
        'FEED_CLOSED',
        ...scan
          .lost('kline')
          .slice(1)
          .map(() => 'EXCHANGE_UNREACHABLE'),
      ],
      check: (scan) => expect(scan.lost('kline').length).toBeGreaterThan(1),
    },
  ],
  handshakeStatus: [
    {
      title: 'that may heal is tried again, each with one connection',
      faults: [{ kind: 'handshakeStatus', status: 503, count: 2 }, { kind: 'handshakeStatus', status: 429 }, drop],
      lost: ['FEED_CLOSED', 'FEED_REFUSED', 'FEED_REFUSED', 'FEED_REFUSED'],
      check: (scan) =>
        expect(lostHow(scan).slice(1)).toEqual([503, 503, 429].map((httpStatus) => ({ feed: 'kline', httpStatus }))),
    },
    {
      title: 'is waited out when the scanner starts',
      beforeWarmUp: [{ kind: 'handshakeStatus', status: 502, count: 2 }],
      lost: ['FEED_REFUSED'],
      lostPrices: ['FEED_REFUSED'],
    },
    {
      title: 'that cannot heal is not tried again: the scanner ends with it',
      faults: [{ kind: 'handshakeStatus', status: 404, forMs: 60_000 }, drop],
      endsWith: 'FEED_REFUSED',
      check: (scan) => expect([scan.connects, scan.hits('handshakeStatus')]).toEqual([3, 1]),
    },
  ],
  handshakeHang: [
    {
      title: 'is given up after the time for handshakes',
      adapter: { handshakeTimeoutMs: 1_000 },
      faults: [{ kind: 'handshakeHang' }, drop],
      lost: ['FEED_CLOSED', 'EXCHANGE_UNREACHABLE'],
      check: (scan) => expect(scan.lost('kline')[1]!.error.message).toMatch(/no handshake within 1000 ms$/),
    },
  ],

  drop: [
    { title: 'costs one reconnection', faults: [drop], lost: ['FEED_CLOSED'] },
    {
      title: 'of the prices costs the klines nothing',
      faults: [{ kind: 'drop', where: { feed: 'price' } }],
      lostPrices: ['FEED_CLOSED'],
    },
    {
      title: 'of everything costs one reconnection of each',
      faults: [{ kind: 'drop' }],
      lost: ['FEED_CLOSED'],
      lostPrices: ['FEED_CLOSED'],
    },
  ],
  close: [
    {
      title: 'costs one reconnection, whatever its code',
      faults: [],
      meanwhile: async (scan) => {
        for (const [times, code] of closeCodes.entries()) {
          await scan.liveCloses(1);
          scan.inject({ kind: 'close', code, where: klineFeed });
          await scan.until(() => scan.opened('kline') === times + 2);
        }
      },
      lost: closeCodes.map(() => 'FEED_CLOSED'),
      check: (scan) => expect(lostHow(scan)).toEqual(closeCodes.map((closeCode) => ({ feed: 'kline', closeCode }))),
    },
  ],
  tooManyMessages: [
    {
      title: 'is told with the words of the exchange',
      faults: [{ kind: 'tooManyMessages', where: klineFeed }],
      lost: ['FEED_CLOSED'],
      check: (scan) =>
        expect(lostHow(scan)).toEqual([{ feed: 'kline', closeCode: 1_008, reason: 'Too many requests' }]),
    },
  ],
  dayCut: [
    {
      title: 'costs one reconnection where connections are not replaced before',
      faults: [{ kind: 'dayCut', lifetimeMs: 600, forMs: 60_000, where: klineFeed }],
      lost: ['FEED_CLOSED'],
      check: (scan) => expect(lostHow(scan)).toEqual([{ feed: 'kline', closeCode: 1_006 }]),
    },
    {
      title: 'costs none where they are: the new one delivers before the old is let go',
      feeds: { rotation: { lifetimeMs: 400, minuteOfHour: null, staggerMs: 0, overlapMs: 150 } },
      fromTheStart: [{ kind: 'dayCut', lifetimeMs: 1_500, forMs: 60_000, alsoNew: true }],
      meanwhile: (scan) => scan.until(() => scan.replaced('kline') >= 5 && scan.replaced('price') >= 1),
      check: (scan) => expect(scan.changesOf('duplicate').length).toBeGreaterThan(0),
    },
  ],

  halfOpen: [
    {
      title: 'is found out by its silence, once',
      feeds: { klineMaxSilenceMs: 1_500 },
      faults: [{ kind: 'halfOpen', where: klineFeed }],
      lost: ['FEED_STALE'],
    },
  ],
  mute: [
    {
      title: 'is found out by the silence of the data, whatever else is answered',
      feeds: { klineMaxSilenceMs: 1_500 },
      adapter: { pingPeriodMs: 200 },
      faults: [{ kind: 'mute', where: klineFeed }],
      lost: ['FEED_STALE'],
    },
  ],
  slow: [
    {
      title: 'costs no connection, and nothing is lost',
      faults: [{ kind: 'slow', delayMs: 400, forMs: 1_000, where: klineFeed }],
      meanwhile: (scan) => scan.until(() => scan.isOver('slow')),
      check: (scan) => expect(scan.hits('slow')).toBe(1),
    },
  ],
  burst: [
    {
      title: 'costs no connection; what was held back comes out in order',
      windows: { closeGraceMs: 5_000 },
      faults: [{ kind: 'burst', forMs: 700, where: klineFeed }],
      meanwhile: (scan) => scan.until(() => scan.isOver('burst')),
      check: (scan) => expect(scan.changesOf('gap')).toEqual([]),
    },
  ],
  pingsUnanswered: [
    {
      title: 'costs no connection on which data flows',
      feeds: { klineMaxSilenceMs: 1_500 },
      adapter: { pingPeriodMs: 200 },
      faults: [{ kind: 'pingsUnanswered' }],
      meanwhile: (scan) => scan.liveCloses(20),
    },
  ],
});
