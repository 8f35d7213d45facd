import { afterEach, describe, expect, it } from 'vitest';
import type { PositionRules } from '../../src/core/positions/positionEvent.js';
import type { TradingRules } from '../../src/core/risk/riskRules.js';
import type { FaultSpec } from '../../src/simulator/index.js';
import { openBinanceDesk, type BinanceDesk } from '../support/trading/binanceDesk.js';
import { expectBookIsTruth } from '../support/trading/expectBook.js';
import { playLive } from '../support/trading/playLive.js';
import { playPaper } from '../support/trading/playPaper.js';
import { d } from '../support/trading/positions.js';
import { tradingRules as defaultRules } from '../support/trading/risk.js';
import { inWords, type ScriptStep } from '../support/trading/tradingScript.js';

let desk: BinanceDesk;
afterEach(() => desk.close());

const positionRules: PositionRules = {
  maxUnprotectedMs: 5_000,
  entryTimeoutMs: 4_000,
  retryAfterMs: 1_000,
  maxAttempts: 3,
  exitOnSignal: 'turned',
  forgetAfterMs: 86_400_000,
};

/** Twenty at risk, two per cent of 100 away: ten of it. */
const rules = ({ exits, entry }: Pick<Scenario, 'exits' | 'entry'>): TradingRules => ({
  ...defaultRules({ riskRatio: 0.002, maxDailyLossRatio: 0, lossesInARow: 0 }),
  exits: {
    stopRatio: 0.02,
    targets: [
      { distanceRatio: 0.012, share: 0.57 },
      { distanceRatio: 0.024, share: 0.43 },
    ],
    trailing: undefined,
    timeoutMs: undefined,
    ...exits,
  },
  entry: { type: entry ?? 'market', limitOffsetRatio: 0.001 },
});

interface Scenario {
  readonly name: string;
  readonly exits?: Partial<TradingRules['exits']>;
  readonly entry?: TradingRules['entry']['type'];
  readonly fault?: FaultSpec;
  readonly script: readonly ScriptStep[];
  /** How each position ends. */
  readonly ends: readonly string[];
}

const market = (...prices: readonly number[]): ScriptStep[] => prices.map((price) => ({ do: 'market', price }));
const [long, short] = (['long', 'short'] as const).map((direction): ScriptStep => ({ do: 'open', direction })) as [
  ScriptStep,
  ScriptStep,
];
const pass = (ms: number): ScriptStep => ({ do: 'pass', ms });
const [turn, fall, kill, lift] = (['turn', 'fall', 'kill', 'lift'] as const).map((what) => ({ do: what })) as [
  ScriptStep,
  ScriptStep,
  ScriptStep,
  ScriptStep,
];
const trailing = { fromRatio: 0.01, distanceRatio: 0.008, stepRatio: 0.002 };

const scenarios: readonly Scenario[] = [
  { name: 'a stop', script: [long, ...market(99, 100.3, 97.5)], ends: ['stop'] },
  { name: 'the stop of a short position', script: [short, ...market(101, 102.5)], ends: ['stop'] },
  { name: 'a ladder of targets', script: [long, ...market(101.5, 100.9, 103)], ends: ['target'] },
  { name: 'a ladder in one leap', script: [short, ...market(97)], ends: ['target'] },
  { name: 'a rung, and then the stop', script: [short, ...market(98.5, 102.4)], ends: ['stop'] },
  {
    name: 'a trailing stop',
    exits: { targets: [], trailing },
    script: [long, ...market(100.7, 101.21, 101.25, 101.87, 101.2, 100.9)],
    ends: ['trailingStop'],
  },
  {
    name: 'a rung, and then a trailing stop',
    exits: { trailing },
    script: [short, ...market(98.9, 98.5, 98.1, 99.5)],
    ends: ['trailingStop'],
  },
  { name: 'a time-out', exits: { timeoutMs: 6_000 }, script: [long, ...market(100.4), pass(7_000)], ends: ['timeout'] },
  {
    name: 'a signal that falls, turns, and opens the other way',
    script: [long, ...market(100.6), fall, turn, short, ...market(99.2), turn],
    ends: ['signal', 'signal'],
  },
  {
    name: 'the kill switch, pulled and lifted',
    script: [long, ...market(100.6), kill, short, lift, short, ...market(102.8)],
    ends: ['killSwitch', 'stop'],
  },
  {
    name: 'a rejected entry',
    fault: { kind: 'orderRejected', code: -2019, message: 'Margin is insufficient.' },
    script: [long, ...market(97)],
    ends: ['rejected'],
  },
  { name: 'an entry at a limit', entry: 'limit', script: [long, ...market(99.95, 99.8, 101.3, 97)], ends: ['stop'] },
  {
    name: 'an entry at a limit that is never reached',
    entry: 'limit',
    script: [short, ...market(99.7), pass(5_000), ...market(101)],
    ends: ['rejected'],
  },
  {
    name: 'one position after the other',
    exits: { trailing },
    script: [long, ...market(97.3), short, ...market(95.9, 95.1, 96.8), long, ...market(98.4, 99.6, 98), short, kill],
    ends: ['stop', 'trailingStop', 'trailingStop', 'killSwitch'],
  },
];

describe('paper and live', () => {
  it.each(scenarios)('have the same book of $name', async ({ script, ends, fault, ...given }) => {
    desk = await openBinanceDesk({ market: { stepSize: '0.01' } });
    const equityQuote = d(10_000);
    const setting = {
      tradingRules: rules(given),
      positionRules,
      random: () => 0,
      account: {
        status: 'ready',
        knownAtMs: Number.MAX_SAFE_INTEGER,
        equityQuote,
        availableQuote: equityQuote,
        held: [],
      },
    } as const;
    if (fault) desk.simulator.inject(fault);
    const live = await playLive(desk, setting, script);
    expectBookIsTruth(live.positions, desk.simulator.account!.truth());
    expect(live.positions.map(({ exitCause, state }) => exitCause ?? state)).toEqual(ends);

    const { instrument } = desk;
    const fees = { takerFeeRatio: 0.0005, makerFeeRatio: 0.0002 };
    const paper = playPaper({ ...setting, instrument, fees, rejectRatio: fault ? 1 : 0 }, script, live.paid);
    expect(paper.map(inWords)).toEqual(live.positions.map(inWords));
  });
});
