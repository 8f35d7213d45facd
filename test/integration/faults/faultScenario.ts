import { expect } from 'vitest';
import type { FaultKind, FaultSpec } from '../../../src/simulator/index.js';
import { HostileScan, type HostileSetting } from '../../support/hostileScan.js';
import { casesOf, type FaultCases } from './faultCase.js';

/** One thing that holds when something goes wrong. */
export interface FaultScenario extends HostileSetting {
  /** A sentence whose subject is the kind of the fault. */
  readonly title: string;
  /** Injected once every window is warm and every series live. */
  readonly faults?: readonly FaultSpec[];
  /** Runs when the faults have been injected, or at once where there are none: awaits what must happen. */
  readonly meanwhile?: (scan: HostileScan) => Promise<unknown>;
  /** Codes of the errors with which kline connections are lost, one for each loss. Default: none is lost. */
  readonly lost?: readonly string[] | ((scan: HostileScan) => readonly string[]);
  /** The same of the price connection. */
  readonly lostPrices?: readonly string[];
  /** Code of the error that no reconnection can heal, and with which the scanner ends. */
  readonly endsWith?: string;
  /** Looks at the whole once it has healed, or ended. */
  readonly check?: (scan: HostileScan) => void;
}

/** A connection that never came up is tried again, and was not open before. */
const attemptsThatFail = new Set(['EXCHANGE_UNREACHABLE', 'FEED_REFUSED']);
const closesAfterwards = 3;

/** The cases that a scanner goes through. */
export const scans = <K extends FaultKind>(scenarios: Readonly<Record<K, readonly FaultScenario[]>>): FaultCases<K> =>
  casesOf(scenarios, playFault);

/** Plays a scenario, waits until every series is live again, and checks all that a user relies on. */
async function playFault(scenario: FaultScenario): Promise<void> {
  const { faults = [], meanwhile, lost = [], lostPrices = [], check } = scenario;
  const scan = await HostileScan.start(scenario);
  try {
    if (faults.length > 0) await scan.liveCloses(1);
    for (const fault of faults) scan.inject(fault);
    await meanwhile?.(scan);
    if (scenario.endsWith !== undefined) {
      await expect(scan.until(() => false)).rejects.toMatchObject({ code: scenario.endsWith, isRetryable: false });
      check?.(scan);
      return;
    }
    const losses = typeof lost === 'function' ? 1 : lost.length;
    await scan.until(() => scan.lost('kline').length >= losses && scan.lost('price').length >= lostPrices.length);
    await scan.until(() => isConnected(scan, 'kline') && isConnected(scan, 'price'));
    await scan.liveCloses(closesAfterwards);
    expectWhole(scan);
    expectConnections(scan, { ...scenario, lost: typeof lost === 'function' ? lost(scan) : lost });
    check?.(scan);
  } finally {
    await scan.stop();
  }
}

const isConnected = (scan: HostileScan, feed: 'kline' | 'price'): boolean =>
  scan.connectionEvents.filter((event) => event.feed === feed).at(-1)?.kind === 'opened';

/** Every close was told once, in order, as it was; every window is the truth; the exchange's limits were kept. */
function expectWhole(scan: HostileScan): void {
  expect(scan.audit()).toMatchObject({ windows: 3, compared: 90, faults: [] });
  expect(scan.closes.faults).toEqual([]);
  expect(scan.untrueCloses()).toEqual([]);
  expect(scan.sentWhileBlocked).toEqual([]);
  const { '429': tooMany = 0, '418': banned = 0 } = scan.simulator.stats().restReplies;
  expect([tooMany, banned]).toEqual([scan.hits('rest429'), scan.hits('rest418')]);
}

/** One reconnection for each loss, and none without. */
function expectConnections(
  scan: HostileScan,
  { feeds, lost, lostPrices = [] }: Omit<FaultScenario, 'lost'> & { readonly lost: readonly string[] },
): void {
  for (const [feed, codes] of [
    ['kline', lost],
    ['price', lostPrices],
  ] as const) {
    expect(scan.lost(feed).map(({ error }) => error.code)).toEqual(codes);
    const reconnections = codes.filter((code) => !attemptsThatFail.has(code)).length;
    expect(scan.opened(feed)).toBe(1 + reconnections + scan.replaced(feed));
  }
  const causes = 2 + lost.length + lostPrices.length + scan.replaced('kline') + scan.replaced('price');
  // Where connections are replaced all the time, one of each feed may be on its way.
  const onTheirWay = feeds?.rotation ? 2 : 0;
  expect(scan.connects).toBeGreaterThanOrEqual(causes);
  expect(scan.connects).toBeLessThanOrEqual(causes + onTheirWay);
}
