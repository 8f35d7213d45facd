import { expect } from 'vitest';
import type { FaultKind, FaultSpec } from '../../../src/simulator/index.js';
import type { HostileScan } from '../../support/hostileScan.js';
import { scans, type FaultScenario } from './faultScenario.js';

const where = { feed: 'kline' } as const;
const count = 12;
const until = (kind: FaultKind, hits: number) => (scan: HostileScan) => scan.until(() => scan.hits(kind) >= hits);

/** A frame beside the good one that cannot be used: it is counted, with this reason, and nothing else happens. */
const besideTheFrame = (
  kind: 'garbage' | 'oversized' | 'binary' | 'wrongInterval',
  reason: RegExp,
): readonly FaultScenario[] => [
  {
    title: 'is counted, and costs nothing',
    windows: { closeGraceMs: 5_000 },
    faults: [{ kind, count, where }],
    meanwhile: until(kind, count),
    check: (scan) => {
      expect(scan.badFrames.filter((found) => reason.test(found))).toEqual(scan.badFrames);
      // Forming klines are passed over before they are looked at.
      expect(scan.badFrames.length).toBeLessThanOrEqual(count);
      expect(scan.badFrames.length).toBeGreaterThan(0);
      expect(scan.changesOf('gap')).toEqual([]);
    },
  },
];

const reordered = (within: 'connection' | 'stream'): FaultScenario => ({
  title: `within a ${within} costs nothing`,
  faults: [{ kind: 'reorder', within, count, where }] satisfies FaultSpec[],
  meanwhile: until('reorder', count),
  check: (scan) => expect(scan.badFrames).toEqual([]),
});

/** Faults of single frames. None of them may cost a connection. */
export const frameFaults = scans({
  duplicate: [
    {
      title: 'is told as one, and no second close',
      faults: [{ kind: 'duplicate', count, where }],
      meanwhile: until('duplicate', count),
      check: (scan) => expect(scan.changesOf('duplicate').length).toBeGreaterThan(0),
    },
  ],
  reorder: [reordered('connection'), reordered('stream')],
  garbage: besideTheFrame('garbage', /^not JSON$/),
  oversized: besideTheFrame('oversized', /^no event name, expected "kline"$/),
  binary: besideTheFrame('binary', /^not JSON$/),
  truncated: [
    {
      title: 'is counted, and the closes that were in it are fetched',
      faults: [{ kind: 'truncated', count, where }],
      meanwhile: until('truncated', count),
      check: (scan) => {
        expect(scan.badFrames).toEqual(scan.badFrames.map(() => 'not JSON'));
        expect(scan.badFrames).toHaveLength(count);
        expect(scan.changesOf('repaired').length).toBeGreaterThan(0);
      },
    },
  ],
  wrongSymbol: [
    {
      title: 'is counted, and reaches no window',
      faults: [{ kind: 'wrongSymbol', count, where }],
      meanwhile: until('wrongSymbol', count),
      check: (scan) => {
        expect(scan.badFrames.length).toBeGreaterThan(0);
        for (const reason of scan.badFrames)
          expect(reason).toMatch(/^stream \w+@kline_1m carries a 1m kline of \w+USDT$/);
        expect(scan.changesOf('corrected')).toEqual([]);
      },
    },
  ],
  wrongInterval: besideTheFrame('wrongInterval', /carries a 5m kline|\(5m\)$/),
});
