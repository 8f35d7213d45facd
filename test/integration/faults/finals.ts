import { expect } from 'vitest';
import type { HostileScan } from '../../support/hostileScan.js';
import { scans } from './faultScenario.js';

const eth = { symbol: 'ETHUSDT' } as const;
const series = 'ETHUSDT/1m';

const closesFromRest = (scan: HostileScan): number =>
  scan.changesOf('closed', series).filter((change) => 'source' in change && change.source === 'rest').length;

/** Faults of the frames that close a kline. */
export const finalFaults = scans({
  lateFinal: [
    {
      title: 'leaves a gap that is fetched, and is no second close when it comes',
      faults: [{ kind: 'lateFinal', delayMs: 350, count: 2, where: eth }],
      meanwhile: (scan) => scan.until(() => scan.hits('lateFinal') === 2),
      check: (scan) => {
        expect(scan.changesOf('gap', series).length).toBeGreaterThan(0);
        expect(scan.changesOf('corrected')).toEqual([]);
      },
    },
    {
      title: 'that comes before its successor is nothing at all',
      speed: 120,
      faults: [{ kind: 'lateFinal', delayMs: 50, where: eth }],
      meanwhile: (scan) => scan.until(() => scan.hits('lateFinal') === 1),
    },
  ],
  missingFinal: [
    {
      title: 'is fetched, once',
      faults: [{ kind: 'missingFinal', count: 3, where: eth }],
      meanwhile: (scan) => scan.until(() => scan.hits('missingFinal') === 3),
      check: (scan) => {
        expect(scan.changesOf('gap', series).length).toBeGreaterThan(0);
        expect(scan.changesOf('repaired', series).length).toBeGreaterThan(0);
        expect(closesFromRest(scan)).toBeGreaterThanOrEqual(3);
      },
    },
  ],
  correctedFinal: [
    {
      title: 'is a correction and no second close',
      faults: [{ kind: 'correctedFinal', delayMs: 30, count: 2, where: eth }],
      meanwhile: (scan) => scan.until(() => scan.changesOf('corrected', series).length === 2),
      check: (scan) => expect(scan.changesOf('corrected')).toHaveLength(2),
    },
    {
      title: 'is not undone by the first final on the slower of two connections',
      speed: 200,
      feeds: { rotation: { lifetimeMs: 1_600, minuteOfHour: null, staggerMs: 0, overlapMs: 1_400 } },
      meanwhile: async (scan) => {
        await scan.until(() => scan.replaced('kline') === 1);
        // The new connection has not subscribed yet: only the old one carries klines.
        scan.inject({ kind: 'slow', delayMs: 300, forMs: 60_000, where: { feed: 'kline' } });
        await scan.liveCloses(1);
        scan.inject({ kind: 'correctedFinal', delayMs: 200, where: eth });
        await scan.until(() => scan.changesOf('corrected').length > 0);
        await scan.liveCloses(3);
      },
      check: (scan) => {
        expect(scan.hits('slow')).toBe(1);
        expect(scan.changesOf('corrected')).toHaveLength(1);
      },
    },
  ],
});
