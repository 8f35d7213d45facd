import { expect } from 'vitest';
import type { HostileScan } from '../../support/hostileScan.js';
import { scans, type FaultScenario } from './faultScenario.js';

const offMs = 30_000;
/** A market minute in a third of a second, so that half a minute is long enough to be seen. */
const unhurried = { speed: 180, windows: { closeGraceMs: 50 } };

/** By how much the scanner's idea of the exchange's time differs from the right one. */
const errorMs = ({ market, simulator }: HostileScan): number => market.now() - simulator.clock.nowMs();

/** Faults of the clock that the exchange shows. What is closed is decided neither by it alone nor by our own. */
export const clockFaults = scans({
  clockOff: [offMs, -offMs].map((offsetMs): FaultScenario => ({
    title: `by ${offsetMs} ms closes nothing early or late, neither in snapshots nor in repairs`,
    ...unhurried,
    startsAtMs: offsetMs > 0 ? 35_000 : 1_000,
    fromTheStart: [{ kind: 'clockOff', offsetMs }],
    meanwhile: async (scan) => {
      expect(Math.sign(errorMs(scan))).toBe(Math.sign(offsetMs));
      await scan.liveCloses(2);
      scan.inject({ kind: 'missingFinal', count: 3 });
      await scan.until(() => scan.hits('missingFinal') === 3);
    },
  })),
  clockStep: [offMs, -offMs].map((offsetMs): FaultScenario => ({
    title: `by ${offsetMs} ms, and back, is followed, and closes nothing early or late`,
    ...unhurried,
    faults: [{ kind: 'missingFinal', count: 3 }],
    meanwhile: async (scan) => {
      for (const step of [offsetMs, -offsetMs]) {
        scan.inject({ kind: 'clockStep', offsetMs: step });
        await scan.syncClock();
        scan.inject({ kind: 'missingFinal' });
        await scan.liveCloses(2);
      }
      expect(Math.abs(errorMs(scan))).toBeLessThan(offMs);
    },
  })),
});
