import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VenueError } from '../../../src/simulator/rest/venueError.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';
import { expectConserved, expectConsistent } from './support/expectTruth.js';
import { TradingDesk, type Parameters } from './support/tradingDesk.js';

const market = syntheticMarket({ seed: 7 });
const view = new TradingDesk(market).view;
const symbols = ['BTCUSDT', 'ETHUSDT', 'DOGEUSDT', 'QUIET1USDT'];

/** A request at a market time after the one before. */
interface Action {
  readonly afterMs: number;
  readonly kind: 'order' | 'algo' | 'cancel' | 'cancelAlgo' | 'transfer';
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: number;
  /** In fiftieths of a percent away from the price of the start. */
  readonly away: number;
  /** In multiples of what is worth 60. */
  readonly size: number;
  readonly isReducing: boolean;
}

const actions = fc.array(
  fc.record<Action>({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 90_000 })),
    kind: fc.constantFrom('order', 'order', 'order', 'algo', 'cancel', 'cancelAlgo', 'transfer'),
    symbol: fc.constantFrom(...symbols),
    side: fc.constantFrom('BUY', 'SELL'),
    type: fc.nat({ max: 5 }),
    away: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -40, max: 40 })),
    size: fc.integer({ min: 1, max: 40 }),
    isReducing: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 5, maxLength: 60, size: 'max' },
);

/** Runs the requests; `looksEveryMs` is how often somebody looks in between, which must not matter. */
function run(all: readonly Action[], looksEveryMs: number, dualSidePosition: boolean): TradingDesk {
  const desk = new TradingDesk(market, { balanceUsdt: 50_000.123_456_78, dualSidePosition });
  let elapsedMs = 10_000;
  for (const action of all) {
    const untilMs = elapsedMs + action.afterMs;
    for (let lookMs = elapsedMs + looksEveryMs; lookMs < untilMs; lookMs += looksEveryMs) desk.advanceTo(lookMs);
    elapsedMs = untilMs;
    desk.goTo(elapsedMs);
    try {
      act(desk, action);
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
    }
  }
  desk.advanceTo(elapsedMs + 120_000);
  return desk;
}

function act(desk: TradingDesk, action: Action): unknown {
  const { kind, symbol, side, type } = action;
  const { state } = desk.account;
  desk.engine.catchUp();
  if (kind === 'cancel') {
    const [orderId] = state.orders.keys();
    return orderId !== undefined && desk.engine.cancel(orderId);
  }
  if (kind === 'cancelAlgo') {
    const [algoId] = state.algoOrders.keys();
    return algoId !== undefined && desk.engine.cancelAlgo(algoId);
  }
  if (kind === 'transfer') {
    if (side === 'BUY') desk.account.deposit({ amount: 1.234_567_89 });
    else desk.account.withdraw({ amount: 0.1 });
    return undefined;
  }
  const { price: tick, baseVolume: step } = view.instrument(symbol)!;
  const lastUnits = view.lastPriceUnits(view.instrument(symbol)!, market.startMs)!;
  const price = ((lastUnits + action.away * Math.ceil(lastUnits / 5_000)) / 10 ** tick.unitDecimals).toFixed(
    tick.unitDecimals,
  );
  const leastUnits = Math.ceil((60 / Number(price)) * 10 ** step.unitDecimals);
  const quantity = ((leastUnits * action.size) / 10 ** step.unitDecimals).toFixed(step.unitDecimals);
  const isDual = state.dualSidePosition;
  const common: Parameters = {
    symbol,
    side,
    quantity,
    ...(isDual && { positionSide: (side === 'BUY') === action.isReducing ? 'SHORT' : 'LONG' }),
    ...(!isDual && action.isReducing && { reduceOnly: true }),
  };
  if (kind === 'algo') {
    const conditional = ['STOP_MARKET', 'TAKE_PROFIT_MARKET', 'STOP', 'TAKE_PROFIT', 'TRAILING_STOP_MARKET'][type % 5]!;
    const isLimit = conditional === 'STOP' || conditional === 'TAKE_PROFIT';
    const condition: Parameters =
      conditional === 'TRAILING_STOP_MARKET'
        ? { callbackRate: 0.1 }
        : { triggerPrice: price, ...(isLimit && { price }) };
    return desk.placeAlgo({ ...common, type: conditional, ...condition });
  }
  if (type === 0) return desk.place({ ...common, type: 'MARKET' });
  return desk.place({ ...common, type: 'LIMIT', price, timeInForce: ['GTC', 'GTC', 'IOC', 'FOK', 'GTX'][type - 1]! });
}

describe('random requests', () => {
  it('money is conserved to the last decimal, and orders, fills and positions agree', () => {
    let fillCount = 0;
    fc.assert(
      fc.property(actions, fc.boolean(), (all, isDual) => {
        const truth = run(all, 5_000, isDual).account.truth();
        fillCount += truth.fills.length;
        expectConserved(truth);
        expectConsistent(truth);
      }),
      { numRuns: 300, seed: 20_261_121, endOnFailure: true },
    );
    expect(fillCount).toBeGreaterThan(2_000);
  });

  it('the same requests at the same market times have the same outcome, however often anybody looks', () => {
    fc.assert(
      fc.property(actions, fc.integer({ min: 100, max: 4_000 }), (all, looksEveryMs) => {
        const [often, seldom] = [run(all, looksEveryMs, false), run(all, 1e9, false)];
        expect(often.account.truth()).toEqual(seldom.account.truth());
      }),
      { numRuns: 40, seed: 20_261_121, endOnFailure: true },
    );
  });

  it('what happened is told in the order of time', () => {
    fc.assert(
      fc.property(actions, (all) => {
        const times = run(all, 700, false).events.flatMap(({ T }) => (typeof T === 'number' ? [T] : []));
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 20, seed: 20_261_121, endOnFailure: true },
    );
  });
});
