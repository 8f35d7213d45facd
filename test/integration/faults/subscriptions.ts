import { expect } from 'vitest';
import { scans } from './faultScenario.js';

const eth = { symbol: 'ETHUSDT' } as const;
const series = 'ETHUSDT/1m';
const topicByTopic = { topicsPerSubscribe: 1, clientMessagesPerSecond: 8 };

/** Faults of single streams: they are not subscribed, or say nothing. */
export const subscriptionFaults = scans({
  muteStream: [
    {
      title: 'costs no connection; what the stream does not tell is fetched when it is due',
      faults: [{ kind: 'muteStream', where: eth, forMs: 1_800 }],
      meanwhile: (scan) => scan.until(() => scan.isOver('muteStream')),
      check: (scan) => {
        expect(scan.changesOf('gap', series).length).toBeGreaterThan(0);
        expect(scan.changesOf('repaired', series).length).toBeGreaterThan(0);
      },
    },
    {
      title: 'of a stream that has never spoken is told, and the stream is subscribed anew',
      feeds: { firstDatumMs: 900 },
      beforeWarmUp: [{ kind: 'muteStream', where: eth, forMs: 3_000 }],
      meanwhile: (scan) => scan.until(() => scan.silent.length > 0),
      check: (scan) => expect(scan.silent).toContain(series),
    },
  ],
  muteUntilResubscribe: [
    {
      title: 'of a stream that has never spoken is told, and healed by subscribing it anew',
      feeds: { firstDatumMs: 1_500 },
      beforeWarmUp: [{ kind: 'muteStream', where: eth, forMs: 3_000 }],
      meanwhile: async (scan) => {
        await scan.until(() => scan.simulator.stats().streams >= 3);
        scan.inject({ kind: 'muteUntilResubscribe', where: eth });
      },
      check: (scan) => {
        expect(scan.hits('muteUntilResubscribe')).toBe(1);
        expect(scan.silent).toContain(series);
      },
    },
    {
      title: 'of a stream that was alive costs no connection: its closes are fetched until it is subscribed anew',
      feeds: { rotation: { lifetimeMs: 2_500, minuteOfHour: null, staggerMs: 0, overlapMs: 100 } },
      faults: [{ kind: 'muteUntilResubscribe', where: eth }],
      meanwhile: (scan) => scan.until(() => scan.changesOf('repaired', series).length > 0),
      check: (scan) => {
        expect(scan.hits('muteUntilResubscribe')).toBe(1);
        expect(scan.replaced('kline')).toBeGreaterThan(0);
      },
    },
  ],
  subscribeRejected: [
    {
      title: 'is told in the words of the exchange, and asked for again',
      feeds: { firstDatumMs: 900 },
      adapter: topicByTopic,
      beforeWarmUp: [{ kind: 'subscribeRejected', where: eth }],
      check: (scan) => {
        expect(scan.refusals).toEqual([expect.stringMatching(/^code 2: Invalid request: invalid stream/)]);
        expect(scan.silent).toContain(series);
      },
    },
  ],
  subscribeIgnored: [
    {
      title: 'is noticed by the silence of the stream, and asked for again',
      feeds: { firstDatumMs: 900 },
      adapter: topicByTopic,
      beforeWarmUp: [{ kind: 'subscribeIgnored', where: eth }],
      check: (scan) => {
        expect(scan.refusals).toEqual([]);
        expect(scan.silent).toContain(series);
      },
    },
    {
      title: 'of every stream is noticed and healed like that of one, without a reconnection',
      feeds: { firstDatumMs: 900 },
      beforeWarmUp: [{ kind: 'subscribeIgnored', where: { feed: 'kline' } }],
      check: (scan) => expect(new Set(scan.silent).size).toBe(3),
    },
    {
      title: 'of every stream is healed by a reconnection where the limit of silence is reached first',
      feeds: { klineMaxSilenceMs: 1_500 },
      beforeWarmUp: [{ kind: 'subscribeIgnored', where: { feed: 'kline' } }],
      lost: ['FEED_STALE'],
    },
  ],
});
