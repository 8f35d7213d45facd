import type { PositionRules } from '../../../src/core/positions/positionEvent.js';
import type { TradingRules } from '../../../src/core/risk/riskRules.js';
import type { InstrumentSymbol } from '../../../src/domain/kline.js';
import type { FaultSpec } from '../../../src/simulator/index.js';
import type { AccountTruth } from '../../../src/simulator/account/accountTruth.js';
import { speed, type BinanceDesk } from './binanceDesk.js';
import { tradingRules } from './risk.js';
import { seeded } from './seeded.js';
import { answerWithinMs, lookPeriodMs, settleMs, TradingDesk } from './tradingDesk.js';

/** Everything that the simulator can do to an order of one symbol. Several on end, where one would be got over at once. */
const orderFaults: readonly FaultSpec[] = [
  { kind: 'orderTimeout', isTaken: true },
  { kind: 'orderTimeout', isTaken: false },
  { kind: 'orderTimeout', isTaken: false, count: 2 },
  { kind: 'orderUnknown', isTaken: true, status: 503 },
  { kind: 'orderUnknown', isTaken: false, status: 503 },
  { kind: 'orderUnknown', isTaken: true, status: 408 },
  { kind: 'orderUnknown', isTaken: false, status: 408, count: 2 },
  { kind: 'orderRejected', code: -2010 },
  { kind: 'orderRejected', code: -1021 },
  { kind: 'orderRejected', code: -2019, count: 3 },
  { kind: 'orderReplyLate', delayMs: 60 },
  { kind: 'orderReplyLate', delayMs: 150 },
  { kind: 'orderEventsLate', delayMs: 60 },
  { kind: 'orderEventTwice', count: 3 },
  { kind: 'orderDisconnect' },
  { kind: 'orderDisconnect' },
];

const kindCount = new Set(orderFaults.map(({ kind }) => kind)).size;

/** To an order that is to be cancelled: of whichever symbol, since of conditional ones the request does not say. */
const cancelFaults: readonly FaultSpec[] = [
  { kind: 'orderTimeout', request: 'cancel', isTaken: true },
  { kind: 'orderTimeout', request: 'cancel', isTaken: false },
  { kind: 'orderUnknown', request: 'cancel', isTaken: true, status: 503 },
  { kind: 'orderUnknown', request: 'cancel', isTaken: false, status: 408 },
  { kind: 'orderRejected', request: 'cancel', code: -2011 },
  { kind: 'orderReplyLate', request: 'cancel', delayMs: 60 },
];

/** Market time, as all durations of rules. */
const positionRules: PositionRules = {
  maxUnprotectedMs: 5_000,
  entryTimeoutMs: 3_000,
  retryAfterMs: 1_000,
  maxAttempts: 3,
  exitOnSignal: 'turned',
  forgetAfterMs: 86_400_000,
};

const rulesFor = (entryType: TradingRules['entry']['type']): TradingRules => ({
  ...tradingRules({ riskRatio: 0.002, maxPositions: 100, maxDailyLossRatio: 0, lossesInARow: 0 }),
  exits: {
    stopRatio: 0.02,
    targets: [
      { distanceRatio: 0.012, share: 0.6 },
      { distanceRatio: 0.024, share: 0.4 },
    ],
    trailing: { fromRatio: 0.01, distanceRatio: 0.008, stepRatio: 0.002 },
    timeoutMs: 10_000,
  },
  entry: { type: entryType, limitOffsetRatio: 0.001 },
});

/** A request and its reply are three turns of a process that may have been as late as this for each; wall time. */
const replyMs = (latenessMs: number): number => 20 + 3 * latenessMs;

/** Until we hear of a fill at most, market time: when an answer was missed and asked for, or the connection is back. */
export const longestHearingMs = (latenessMs: number): number => (answerWithinMs + replyMs(latenessMs)) * speed;

/**
 * The longest that the exchange may hold a position of ours without a stop that covers it, market time. First we must hear
 * of it. Then `maxUnprotectedMs` pass until the next look. An order that is unanswered just then is waited for, and the
 * exit that follows may itself be the last of three that meet a fault: it is placed again when it is certain that it has
 * not arrived.
 */
export function longestBareMs(latenessMs: number): number {
  const { maxUnprotectedMs, retryAfterMs } = positionRules;
  const unheardMs = longestHearingMs(latenessMs) + maxUnprotectedMs + lookPeriodMs;
  const lostExitMs = (answerWithinMs + settleMs + replyMs(latenessMs)) * speed + retryAfterMs + lookPeriodMs;
  return unheardMs + answerWithinMs * speed + lostExitMs + replyMs(latenessMs) * speed;
}

/** How far a price goes in a round. Some hit a stop or a target, some make it trail. */
const moves = [0, 0, 0, 0.002, -0.002, 0.004, -0.004, 0.007, -0.007, 0.013, -0.013, 0.03, -0.03];
const lowest = 60;
const highest = 160;

export interface HostileTradingSetting {
  readonly orderCount: number;
  readonly seed: number;
  readonly entryType: TradingRules['entry']['type'];
  /** Called after every so many rounds, when nothing is under way. */
  readonly whenQuiet: (trading: TradingDesk) => Promise<void>;
}

/**
 * Trades signals at an exchange at which most orders meet a fault, while prices go to and fro, and pulls the kill switch
 * once on the way. Resolves when so many orders have been placed, every kind of fault has hit one, and every position has
 * been closed.
 */
export async function tradeThroughFaults(
  desk: BinanceDesk,
  { orderCount, seed, entryType, whenQuiet }: HostileTradingSetting,
): Promise<TradingDesk> {
  const random = seeded(seed);
  const draw = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const [drawFault, drawCancelFault] = [orderFaults, cancelFaults].map((list) => deck(list, random)) as [Deck, Deck];
  const trading = new TradingDesk(desk, { tradingRules: rulesFor(entryType), positionRules, random });
  const { symbols } = trading;
  const faults = new PendingFaults(desk);
  let isKilled = false;

  const actOn = (symbol: InstrumentSymbol): void => {
    const position = trading.positionOf(symbol);
    if (position?.exitCause === undefined && position?.unprotectedSinceMs === undefined && random() < 0.6) {
      const fault = drawFault();
      // Half of them spare the entry, and wait for the stop.
      const isAimed = random() < 0.5 && fault.kind !== 'orderEventTwice' && fault.kind !== 'orderDisconnect';
      faults.inject(symbol, { ...fault, where: isAimed ? { symbol, path: '/fapi/v1/algoOrder' } : { symbol } });
    }
    if (random() < 0.1) faults.inject('cancel', drawCancelFault());
    if (position === undefined) trading.open(symbol, draw(['long', 'short']));
    else if (random() < 0.04) trading.end(position, draw(['turned', 'fell']));
  };

  for (let round = 1; countTaken(trading) < orderCount || faults.kindsHit < kindCount; round += 1) {
    for (const symbol of symbols) if (random() < 0.5) actOn(symbol);
    await Promise.all(
      symbols.map((symbol) => {
        const price = trading.priceOf(symbol) * (1 + draw(moves));
        return trading.setPrice(symbol, round2(Math.min(highest, Math.max(lowest, price))));
      }),
    );
    if (!isKilled && countTaken(trading) > orderCount / 2) {
      isKilled = true;
      await pullKillSwitch(trading);
    }
    if (round % 25 === 0) {
      await trading.until('every order has an answer', () => isAnswered(trading));
      await whenQuiet(trading);
    }
  }
  trading.tell('killed');
  await trading.until('everything is closed', () => trading.book.live.size === 0);
  await whenQuiet(trading);
  trading.stop();
  return trading;
}

async function pullKillSwitch(trading: TradingDesk): Promise<void> {
  trading.tell('killed');
  const [symbol] = trading.symbols;
  const before = trading.positions.length;
  trading.open(symbol!, 'long');
  await trading.until('the kill switch has closed everything', () => trading.book.live.size === 0);
  if (trading.positions.length !== before) throw new Error('a position was opened while trading was stopped');
  trading.tell('lifted');
}

/** Nothing is on its way: what is held is known. */
const isAnswered = ({ book }: TradingDesk): boolean =>
  [...book.live.values()].every(({ orders }) =>
    orders.every(({ status, isCancelling }) => status === 'ended' || (status === 'working' && !isCancelling)),
  );

/** Orders that the exchange has taken, as far as we know. */
const countTaken = ({ positions }: TradingDesk): number =>
  positions.flatMap(({ orders }) =>
    orders.filter(({ status, endedAs }) =>
      endedAs ? !['rejected', 'notFound'].includes(endedAs) : status === 'working',
    ),
  ).length;

const round2 = (price: number): number => Math.round(price * 100) / 100;

type Deck = () => FaultSpec;

/** Draws them in random order, each once before any comes again. */
function deck(faults: readonly FaultSpec[], random: () => number): Deck {
  const left: FaultSpec[] = [];
  return () => {
    if (left.length === 0) left.push(...faults);
    return left.splice(Math.floor(random() * left.length), 1)[0]!;
  };
}

/** One fault at a time for each symbol, so that not more than its `count` can befall a position without a stop. */
class PendingFaults {
  readonly #desk: BinanceDesk;
  readonly #pending = new Map<string, number>();

  constructor(desk: BinanceDesk) {
    this.#desk = desk;
  }

  get kindsHit(): number {
    const faults = this.#desk.simulator.faults();
    return new Set(faults.filter(({ hits }) => hits > 0).map(({ kind }) => kind)).size;
  }

  inject(place: string, fault: FaultSpec): void {
    const { simulator } = this.#desk;
    const pending = this.#pending.get(place);
    if (simulator.faults().some(({ id, endedAtMs }) => id === pending && endedAtMs === undefined)) return;
    simulator.inject(fault);
    const injected = simulator.faults().at(-1);
    if (injected) this.#pending.set(place, injected.id);
  }
}

/** The client ids of all orders that have reached the exchange; that of a conditional one counts once, triggered or not. */
export const placedBy = ({ orders, algoOrders }: AccountTruth): readonly string[] => {
  const conditional = algoOrders.map(({ clientAlgoId }) => clientAlgoId);
  const became = new Set(algoOrders.map(({ actualOrderId }) => actualOrderId));
  return [
    ...conditional,
    ...orders.filter(({ orderId }) => !became.has(orderId)).map(({ clientOrderId }) => clientOrderId),
  ];
};
