import { describe, expect, it } from 'vitest';
import { chaosKindNames } from '../../src/simulator/faults/faultKinds.js';

// The soak is plain JavaScript outside of the compiled project: what is used of it here is written down as types.
interface Fault {
  readonly kind: string;
  readonly atMs: number;
  readonly forMs?: number;
  readonly retryAfter?: boolean;
}
interface Finding {
  readonly series: string;
  readonly openTimeMs: number;
  readonly found: string;
}
interface Correction {
  readonly symbol: string;
  readonly minuteOpenMs: number;
  readonly atMs: number;
  readonly toldOn: readonly string[];
}
interface Outcome {
  readonly failures: readonly string[];
  readonly closes: Readonly<Record<string, number>>;
}

const load = async (file: string): Promise<unknown> => import(new URL(`../../soak/lib/${file}`, import.meta.url).href);

const { readArgs } = (await load('args.js')) as { readArgs: (argv: readonly string[]) => Record<string, unknown> };
const { planFaults } = (await load('plan.js')) as {
  planFaults: (options: { count: number; overMs: number; quietMs: number; seed: number }) => Fault[];
};
const { splitDifferent, falseStales } = (await load('findings.js')) as {
  splitDifferent: (
    findings: readonly Finding[],
    corrections: readonly Correction[],
  ) => { notTold: Finding[]; wrong: Finding[] };
  falseStales: (losses: readonly object[], connections: readonly object[]) => object[];
};
const { heapSlope } = (await load('heapSlope.js')) as {
  heapSlope: (samples: readonly { atMs: number; heapBytes: number }[], speed: number) => number;
};
const { outcomeOf } = (await load('outcome.js')) as { outcomeOf: (parts: object) => Outcome };
const { tableLines, verdictLine } = (await load('table.js')) as {
  tableLines: (outcome: Outcome) => string[];
  verdictLine: (outcome: Outcome) => string;
};

const minuteMs = 60_000;

describe('the command line of the soak', () => {
  it('has defaults, others for a week', () => {
    expect(readArgs([])).toMatchObject({ minutes: 1, faults: 50, seed: 1, symbols: 100, speed: 60, isWeek: false });
    expect(readArgs(['--week', '--faults', '3'])).toMatchObject({ faults: 3, isWeek: true });
    const { minutes, speed } = readArgs(['--week']) as { minutes: number; speed: number };
    expect((minutes * speed) / 1_440).toBeGreaterThanOrEqual(7);
  });

  it.each([
    [['--minutes', 'ten'], '--minutes: found "ten", expected a number of minutes, 0.1 or more'],
    [['--faults', '1.5'], '--faults: found "1.5", expected a whole number of faults, 0 or more'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
  ])('refuses %j in one sentence', (argv, sentence) => {
    expect(() => readArgs(argv)).toThrow(sentence);
  });
});

describe('the plan', () => {
  const options = { count: 2_000, overMs: 10 * minuteMs, quietMs: 10_000, seed: 3 };
  const plan = planFaults(options);

  it('has as many faults as were asked for, of all kinds, the same for the same seed', () => {
    expect(plan).toHaveLength(2_000);
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(chaosKindNames));
    expect(planFaults(options)).toEqual(plan);
    expect(planFaults({ ...options, seed: 4 })).not.toEqual(plan);
    expect(planFaults({ ...options, count: 0 })).toEqual([]);
  });

  it('is over in time, and shuts nobody out for longer than the quiet afterwards', () => {
    for (const { atMs, forMs = 0 } of plan) expect(atMs + forMs).toBeLessThanOrEqual(options.overMs);
    const late = plan.filter(({ kind, atMs }) => kind === 'rest429' && atMs > options.overMs - 40_000);
    expect(late.length).toBeGreaterThan(0);
    expect(late.every(({ retryAfter }) => retryAfter)).toBe(true);
    expect(plan.some(({ retryAfter }) => retryAfter === false)).toBe(true);
  });
});

describe('klines that differ from the truth', () => {
  const open = 10 * minuteMs;
  const different = (series: string): Finding => ({ series, openTimeMs: open, found: 'different' });
  const correction = (atMs: number, ...toldOn: string[]): Correction => ({
    symbol: 'BTCUSDT',
    minuteOpenMs: open + minuteMs,
    atMs,
    toldOn,
  });

  it.each([
    ['nobody was told of the correction', 'BTCUSDT/5m', [correction(open + 6 * minuteMs)], true],
    ['another stream was told', 'BTCUSDT/5m', [correction(open + 6 * minuteMs, 'btcusdt@kline_1m')], true],
    ['the stream was told', 'BTCUSDT/5m', [correction(open + 6 * minuteMs, 'btcusdt@kline_5m')], false],
    ['the kline had not closed then', 'BTCUSDT/5m', [correction(open + 4 * minuteMs)], false],
    ['another kline was corrected', 'BTCUSDT/1m', [correction(open + 6 * minuteMs)], false],
    ['another symbol was corrected', 'ETHUSDT/5m', [correction(open + 6 * minuteMs)], false],
    ['nothing was corrected', 'BTCUSDT/5m', [], false],
    [
      'a later correction was told',
      'BTCUSDT/5m',
      [correction(open + 6 * minuteMs), correction(open + 7 * minuteMs, 'btcusdt@kline_5m')],
      false,
    ],
  ])('%s (%s)', (_, series, corrections, isExcused) => {
    const { notTold, wrong } = splitDifferent([different(series)], corrections);
    expect([notTold.length, wrong.length]).toEqual(isExcused ? [1, 0] : [0, 1]);
  });

  it('a kline that never was is excused by nothing', () => {
    const finding = { ...different('BTCUSDT/5m'), found: 'unknown' };
    expect(splitDifferent([finding], [correction(open + 6 * minuteMs)]).wrong).toEqual([finding]);
  });
});

describe('false silence', () => {
  const loss = { feed: 'kline', cause: 'FEED_STALE', openedAtMs: 10_000, lostAtMs: 20_000 };
  const connection = { id: 1, feed: 'kline', openedAtMs: 9_990, dataAtMs: [16_800, 16_900] };

  it('is a connection given up although data had been sent on it within the limit', () => {
    expect(falseStales([loss], [connection])).toEqual([]);
    expect(falseStales([loss], [{ ...connection, dataAtMs: [16_900, 18_000] }])).toHaveLength(1);
    // Sent when it was being given up.
    expect(falseStales([loss], [{ ...connection, dataAtMs: [16_900, 19_999, 20_001] }])).toEqual([]);
    expect(falseStales([{ ...loss, cause: 'FEED_CLOSED 1006' }], [{ ...connection, dataAtMs: [18_000] }])).toEqual([]);
  });

  it('is looked for on the same connection, not on another that stood at the time', () => {
    const others = [
      { ...connection, id: 2, openedAtMs: 9_000, dataAtMs: [19_000] },
      { ...connection, id: 3, feed: 'price', dataAtMs: [19_000] },
    ];
    expect(falseStales([loss], [...others, connection])).toEqual([]);
  });

  it('is none of a connection that was never open', () => {
    const { openedAtMs: _, ...neverOpen } = loss;
    expect(falseStales([neverOpen], [])).toEqual([]);
  });

  it('is assumed when the exchange knows of no such connection', () => {
    expect(falseStales([loss], [])).toHaveLength(1);
  });
});

describe('the heap', () => {
  const grown = (mbPerDay: number) =>
    Array.from({ length: 40 }, (_, index) => ({
      atMs: index * 1_000,
      // Before it settles it grows fast.
      heapBytes: (50 + (index < 10 ? index * 5 : 45) + (index * 1_000 * 60 * mbPerDay) / 86_400_000) * 2 ** 20,
    }));

  it('grows as fast as its samples after the warm-up, per market day', () => {
    expect(heapSlope(grown(12), 60)).toBeCloseTo(12, 6);
    expect(heapSlope(grown(0), 60)).toBeCloseTo(0, 6);
  });

  it('is not judged by two samples', () => {
    expect(heapSlope(grown(1).slice(0, 2), 60)).toBeNaN();
  });
});

describe('the verdict', () => {
  const feed = {
    name: 'kline',
    connections: { started: 2, opened: { first: 2 }, lost: {}, untried: 0, unanswered: 0, losses: [] },
  };
  const report = {
    durationMs: 60_000,
    universe: { count: 1 },
    feeds: [feed],
    connections: { tried: 2, peakInWindow: 2, limit: 300 },
    klines: {
      closedLive: 9,
      corrected: 0,
      double: 0,
      outOfOrder: 0,
      givenUp: 0,
      suspect: 0,
      repairMs: { p50: 0, p99: 0, max: 0 },
    },
    account: { events: 1, readings: 1, isReady: true },
    rest: { calls: 3, weight: 15, rateLimited: 0, peakWeight: 15, limitWeight: 2_400 },
    audit: { series: 3, compared: 30, missing: 0, duplicate: 0, different: 0, findings: [] as Finding[] },
  };
  const stats = { handshakes: { accepted: 2, refused: 0, hung: 0 }, refusals: { tooMany: 0, banned: 0 } };
  const judged = (changes: object = {}, refusals: object = stats.refusals): Outcome =>
    outcomeOf({
      args: { minutes: 1, seed: 1, speed: 60, intervals: ['1m', '5m', '15m'] },
      plan: [{ kind: 'drop' }],
      run: { exitCode: 0, heap: [], report: { ...report, ...changes } },
      records: {
        stats: { ...stats, refusals },
        faults: [{ kind: 'drop', hits: 1 }],
        connections: [],
        corrections: [],
      },
    });

  it('is good when nothing is wrong, and the last line says so', () => {
    const outcome = judged();
    expect(outcome.failures).toEqual([]);
    expect(verdictLine(outcome)).toMatch(/^PASS: 1 faults in 1 min, seed 1: /);
    expect(tableLines(outcome).join('\n')).toMatch(/^drop +1 +1$/m);
  });

  const audit = (changes: object) => ({ audit: { ...report.audit, ...changes } });
  const klines = (changes: object) => ({ klines: { ...report.klines, ...changes } });
  const finding: Finding = { series: 'BTCUSDT/1m', openTimeMs: 0, found: 'different' };

  it.each<[string, object]>([
    ['missing: 1', audit({ missing: 1 })],
    ['missing: 2', klines({ givenUp: 2 })],
    ['double: 1', klines({ double: 1 })],
    ['out of order: 1', klines({ outOfOrder: 1 })],
    ['different: 1', audit({ different: 1, findings: [finding] })],
    ['connections opened: 3 for 2 causes', { connections: { ...report.connections, tried: 3 } }],
    ['connections opened: 1 for 2 causes', { connections: { ...report.connections, tried: 1 } }],
    ['the account is not reconciled at the end', { account: { events: 1, readings: 1, isReady: false } }],
    ['only 2 of 3 windows were compared', audit({ series: 2 })],
    [
      'false stale: 1',
      {
        feeds: [
          {
            ...feed,
            connections: {
              ...feed.connections,
              started: 1,
              lost: { FEED_STALE: 1 },
              losses: [{ cause: 'FEED_STALE', openedAtMs: 0, lostAtMs: 1 }],
            },
          },
        ],
      },
    ],
    ['the windows were not compared with the truth', { audit: undefined }],
  ])('is bad: %s', (failure, changes) => {
    const outcome = judged(changes);
    expect(outcome.failures).toEqual([failure]);
    expect(verdictLine(outcome)).toBe(`FAIL: 1 faults in 1 min, seed 1: ${failure}.`);
  });

  it('is bad when the exchange had to refuse requests, or the daemon ended badly', () => {
    expect(judged({}, { tooMany: 1, banned: 1 }).failures).toEqual(['429s caused: 2']);
    const ended = outcomeOf({
      args: {},
      plan: [],
      run: { exitCode: 1, heap: [], report: undefined },
      records: { stats, faults: [], connections: [], corrections: [] },
    });
    expect(ended.failures).toEqual(['the daemon ended with exit code 1']);
  });
});
