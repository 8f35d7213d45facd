import { expect } from 'vitest';
import { MarketScheduler } from '../../../src/app/marketScheduler.js';
import type { FaultSpec } from '../../../src/simulator/index.js';
import type { HostileScan } from '../../support/hostileScan.js';
import { scans, type FaultScenario } from './faultScenario.js';

type RestFault = Extract<FaultSpec, { readonly kind: `rest${string}` }>;

const path = '/fapi/v1/klines';
const eth = 'ETHUSDT';
const series = 'ETHUSDT/1m';
const missingFinals = 3;
/** A request that hangs is given up long before the test is; others have all the time they need. */
const adapterFor = ({ kind }: RestFault) => (kind === 'restHang' ? { requestTimeoutMs: 700 } : {});

/** Codes with which REST was said to fail, each followed by the word that it works again. */
const failures = ({ rest }: HostileScan): readonly (string | undefined)[] => {
  expect(rest.map(({ isWorking }) => isWorking)).toEqual(rest.map((_, index) => index % 2 === 1));
  return rest.filter(({ isWorking }) => !isWorking).map(({ cause }) => cause?.code);
};

const expectFailures = (scan: HostileScan, code: string | undefined): void => {
  const codes = failures(scan);
  expect(codes).toEqual(codes.map(() => code));
  if (code !== undefined) expect(codes.length).toBeGreaterThan(0);
};

/** The listing cannot be had, then snapshots cannot. */
const whileItStarts = (fault: RestFault, code: string | undefined): FaultScenario => ({
  title: 'while the scanner starts is waited out: the windows become warm',
  adapter: adapterFor(fault),
  beforeWarmUp: [
    { ...fault, where: { path: '/fapi/v1/exchangeInfo' } },
    { ...fault, where: { path: '/fapi/v1/ticker/24hr' } },
    { ...fault, where: { path, symbol: eth }, count: 2 },
  ],
  meanwhile: (scan) => scan.until(() => scan.hits(fault.kind) >= 3),
  check: (scan) => expectFailures(scan, code),
});

const duringARepair = (fault: RestFault): FaultScenario => ({
  title: 'during a repair leaves the window suspect until the missing klines are there',
  adapter: adapterFor(fault),
  faults: [
    { ...fault, where: { path, symbol: eth } },
    { kind: 'missingFinal', count: missingFinals, where: { symbol: eth } },
  ],
  meanwhile: (scan) => scan.until(() => scan.hits(fault.kind) === 1 && scan.hits('missingFinal') === missingFinals),
  check: (scan) => {
    expect(scan.changesOf('restarted')).toEqual([]);
    expect(scan.changesOf('repaired', series).length).toBeGreaterThan(0);
  },
});

const both = (fault: RestFault, code: string | undefined): readonly FaultScenario[] => [
  whileItStarts(fault, code),
  duringARepair(fault),
];

const onlyKlines = (fault: RestFault): readonly FaultScenario[] => [
  {
    title: 'in the snapshots is found, and the windows become warm',
    adapter: adapterFor(fault),
    beforeWarmUp: [{ ...fault, where: { path }, count: 3 }],
    meanwhile: (scan) => scan.until(() => scan.hits(fault.kind) === 3),
  },
  duringARepair(fault),
];

/** Of one request at a time the exchange can tell whether it heard any before it should have. */
const heedsTheExchange = (fault: RestFault, title: string, atOnce: Partial<FaultScenario> = {}): FaultScenario => ({
  title,
  ...atOnce,
  adapter: { maxConcurrentRequests: 1, ...atOnce.adapter },
  beforeWarmUp: [{ ...fault, where: { path } }],
  meanwhile: async (scan) => {
    await scan.until(() => (scan.budget?.blockedUntilMs ?? 0) > 0);
    const { calls } = scan.budget!;
    const { restRequests } = scan.simulator.stats();
    await scan.until(() => scan.budget!.calls > calls);
    expect(scan.budget).toMatchObject({ rateLimited: 1, blockedUntilMs: 0 });
    expect(scan.simulator.stats().restRequests).toBe(restRequests);
  },
});

/** Transport time that runs sixty times as fast: a minute that must be waited takes a second. */
const hurried = (): Partial<FaultScenario> => {
  const nowMs = Date.now();
  const scheduler = new MarketScheduler({ speed: 60, sample: { exchangeTimeMs: nowMs, receivedAtMs: nowMs } });
  return { adapter: { scheduler, requestTimeoutMs: 600_000, handshakeTimeoutMs: 600_000 } };
};

/** Faults of the answers to REST requests. */
export const restFaults = scans({
  restSlow: both({ kind: 'restSlow', delayMs: 350 }, undefined),
  restHang: both({ kind: 'restHang' }, 'EXCHANGE_UNREACHABLE'),
  rest429: [
    ...both({ kind: 'rest429', retryAfter: true, retryAfterMs: 1_000 }, 'RATE_LIMITED'),
    heedsTheExchange({ kind: 'rest429', retryAfter: true, retryAfterMs: 1_000 }, 'with Retry-After is waited out'),
    heedsTheExchange(
      { kind: 'rest429', retryAfter: false },
      'without Retry-After is waited out to the next minute of the exchange',
      hurried(),
    ),
  ],
  rest418: [
    duringARepair({ kind: 'rest418', banMs: 1_000 }),
    heedsTheExchange({ kind: 'rest418', banMs: 1_000 }, 'is waited out to the end of the ban'),
  ],
  rest5xx: both({ kind: 'rest5xx', status: 503 }, 'EXCHANGE_REJECTED'),
  restHtml: both({ kind: 'restHtml', status: 200 }, 'EXCHANGE_REPLY'),
  restEmpty: both({ kind: 'restEmpty' }, 'EXCHANGE_REPLY'),
  restTruncated: both({ kind: 'restTruncated' }, 'EXCHANGE_REPLY'),
  restWrongRows: both({ kind: 'restWrongRows' }, 'EXCHANGE_REPLY'),
  restRowsOutOfOrder: onlyKlines({ kind: 'restRowsOutOfOrder' }),
  restHole: onlyKlines({ kind: 'restHole' }),
});
