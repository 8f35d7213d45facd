import fc from 'fast-check';
import { delay, NEVER, of, Subject, throwError, type VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { paperGateway } from '../../../src/adapters/paper/index.js';
import { trading, type TradingDeps } from '../../../src/app/trading.js';
import { isAtRest } from '../../../src/core/positions/isAtRest.js';
import { profitQuoteAt } from '../../../src/core/positions/money.js';
import { isBusy } from '../../../src/core/positions/reduceBook.js';
import type { RiskAccount } from '../../../src/core/risk/riskInput.js';
import { Decimal, sumDecimals } from '../../../src/domain/decimal.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../../src/domain/kline.js';
import type { OrderEvent } from '../../../src/domain/order.js';
import type { Signal } from '../../../src/domain/signal.js';
import type { OrderGateway } from '../../../src/ports/orderGateway.js';
import type { PositionUpdate, PositionWord } from '../../../src/streams/positionLoop.js';
import { epochScheduler } from '../../operators/virtualTime.js';
import { d, positionRules } from '../../support/trading/positions.js';
import { certificate, instrument, nowMs, signal, tradingRules } from '../../support/trading/risk.js';

const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map(instrumentSymbol);
const costs = {
  spreadRatio: 0.001,
  maxSlippageRatio: 0.002,
  takerFeeRatio: 0.0005,
  makerFeeRatio: 0.0002,
  partialFillRatio: 0.3,
  rejectRatio: 0.05,
};

/** Trading on paper in virtual time, with whatever prices and signals a test gives. */
class Desk {
  readonly scheduler: VirtualTimeScheduler = epochScheduler(nowMs);
  readonly prices = new Map(symbols.map((symbol) => [symbol, 100]));
  readonly updates: PositionUpdate[] = [];
  readonly #ending$ = new Subject<void>();
  readonly #words$ = new Subject<PositionWord>();
  readonly #prices$ = new Subject<{ symbol: InstrumentSymbol; price: number; exchangeTimeMs: number }>();
  readonly #signals$ = new Subject<Signal>();
  readonly #accounts$ = new Subject<RiskAccount>();
  readonly paper;
  error: unknown;
  #ids = 0;

  constructor(
    random: () => number,
    change: (paper: OrderGateway) => OrderGateway = (paper) => paper,
    keep?: NonNullable<TradingDeps['keep']>,
  ) {
    const { scheduler } = this;
    this.paper = paperGateway({
      quoteAsset: 'USDT',
      startBalanceQuote: d(1_000),
      leverage: 5,
      costs,
      instrumentOf: () => instrument(),
      random,
      prices$: this.#prices$,
      market: scheduler,
    });
    const rules = tradingRules({ lossesInARow: 0, maxDailyLossRatio: 0, maxSymbolExposure: 2, riskRatio: 0.03 });
    trading({
      gateway: change(this.paper),
      signals$: this.#signals$,
      prices$: this.#prices$,
      accounts$: this.#accounts$,
      words$: this.#words$,
      ending$: this.#ending$,
      instrumentOf: () => instrument(),
      tradingRules: rules,
      positionRules,
      lookPeriodMs: 1_000,
      market: scheduler,
      transport: scheduler,
      answerWithinMs: 3_000,
      settleMs: 0,
      backoff: { baseMs: 1_000, capMs: 1_000, resetAfterMs: 1_000 },
      random: () => 1,
      ...(keep && { keep }),
    }).subscribe({ next: (update) => this.updates.push(update), error: (error: unknown) => (this.error = error) });
    this.priceAll();
  }

  get nowMs(): number {
    return this.scheduler.now();
  }

  get book() {
    return this.updates.at(-1)!.book;
  }

  /** Lets market time pass. */
  pass(ms: number): void {
    this.scheduler.maxFrames = this.scheduler.frame + ms;
    const endMs = this.scheduler.maxFrames;
    this.scheduler.flush();
    this.scheduler.frame = endMs;
  }

  price(symbol: InstrumentSymbol, price: number): void {
    this.prices.set(symbol, price);
    this.#prices$.next({ symbol, price, exchangeTimeMs: this.nowMs });
    this.#accounts$.next({ status: 'ready', knownAtMs: this.nowMs, ...this.paper.account(), held: [] });
  }

  tell(kind: 'killed' | 'lifted'): void {
    this.#words$.next({ kind });
  }

  /** The run is about to end. */
  end(): void {
    this.#ending$.next();
  }

  priceAll(): void {
    for (const [symbol, price] of this.prices) this.price(symbol, price);
  }

  open(symbol: InstrumentSymbol, direction: 'long' | 'short'): void {
    const [id, atMs] = [`signal${(this.#ids += 1)}`, this.nowMs];
    this.#signals$.next(
      signal({ id, symbol, direction, atMs, openedAtMs: atMs, certificates: [certificate({ toMs: atMs })] }),
    );
  }

  /** What the positions have earned, at the last prices. */
  get profitQuote(): Decimal {
    const last = this.updates.at(-1);
    if (!last) return Decimal.zero;
    const positions = [...last.book.live.values(), ...last.book.ended.values()];
    return sumDecimals(positions.map((position) => profitQuoteAt(position, d(this.prices.get(position.symbol)!))));
  }
}

/** Evenly in [0, 1), the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets promises go on. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('trading', () => {
  it('keeps the same books as the account, to the last decimal, and leaves nothing behind', () => {
    const ends = new Map<string, number>();
    const step = fc.record({
      what: fc.constantFrom('price', 'price', 'price', 'price', 'open', 'wait', 'kill'),
      symbol: fc.constantFrom(...symbols),
      direction: fc.constantFrom('long' as const, 'short' as const),
      move: fc.integer({ min: -40, max: 40 }),
      chance: fc.integer({ min: 0, max: 19 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), fc.integer(), (steps, seed) => {
        const desk = new Desk(chanceOf(seed));
        for (const { what, symbol, direction, move, chance } of steps) {
          if (what === 'open') desk.open(symbol, direction);
          if (what === 'price') desk.price(symbol, Math.round(desk.prices.get(symbol)! * 10 * (1 + move / 1_000)) / 10);
          if (what === 'wait') desk.pass(1_000 + 1_000 * chance);
          if (what === 'kill') desk.tell(chance === 0 ? 'killed' : 'lifted');
          expect(desk.paper.account().equityQuote).toEqual(d(1_000).plus(desk.profitQuote));
        }
        desk.tell('killed');
        for (let round = 0; round < 60; round += 1) {
          desk.pass(1_100);
          desk.priceAll();
        }
        expect(desk.error).toBeUndefined();
        if (desk.updates.length === 0) return;
        expect(desk.book.live.size).toBe(0);
        expect(desk.paper.exportState().holdings).toEqual([]);
        expect(desk.paper.exportState().orders.filter(({ status }) => status === 'working')).toEqual([]);
        expect(desk.updates.flatMap(({ problems }) => problems)).toEqual([]);
        for (const { exitCause = 'never open' } of desk.book.ended.values())
          ends.set(exitCause, (ends.get(exitCause) ?? 0) + 1);
      }),
      { numRuns: 150 },
    );
    // All of that has happened.
    for (const cause of ['stop', 'trailingStop', 'killSwitch', 'never open']) expect([...ends.keys()]).toContain(cause);
  });

  it('decides the signals of one instant one after the other, each knowing of the one before', () => {
    const desk = new Desk(() => 0.5);
    for (const symbol of symbols) desk.open(symbol, 'long');
    const sizes = desk.updates.map(({ decided }) =>
      decided?.decision.kind === 'intent' ? decided.decision.intent.baseQty.toString() : undefined,
    );
    // Six tenths of the equity each: four times that is more than three times the equity.
    expect(sizes.filter((size) => size !== undefined)).toEqual(['6', '6', '6']);
    expect(symbols.every((symbol) => isBusy(desk.book, symbol))).toBe(true);
  });

  it('ends a position with a signal that points the other way, though its own is over, and opens none at its place', () => {
    const desk = new Desk(() => 0.5);
    desk.open(symbols[0]!, 'long');
    desk.price(symbols[0]!, 100);
    desk.open(symbols[0]!, 'long');
    desk.open(symbols[1]!, 'short');
    expect([...desk.book.live.values()].map(({ state }) => state)).toEqual(['open', 'pending']);
    desk.open(symbols[0]!, 'short');
    const [turned] = desk.book.live.values();
    expect(turned).toMatchObject({ state: 'closing', exitCause: 'signal' });
    const decided = desk.updates.map(({ decided: each }) => each?.decision).filter((each) => each !== undefined);
    expect(decided.map(({ kind }) => kind)).toEqual(['intent', 'refused', 'intent', 'refused']);
    desk.price(symbols[0]!, 100);
    expect(desk.book.ended.size).toBe(1);
  });

  it('goes on with prices and time while an order hangs', () => {
    const desk = new Desk(
      () => 0.5,
      (paper) => ({ ...paper, submit: () => NEVER }),
    );
    desk.open(symbols[0]!, 'long');
    desk.price(symbols[1]!, 101);
    desk.open(symbols[1]!, 'long');
    expect(desk.updates.flatMap(({ commands }) => commands)).toHaveLength(2);
  });

  it('sends nothing before it is kept, and then in order', async () => {
    const sent: string[] = [];
    const kept: (() => void)[] = [];
    const desk = new Desk(
      () => 0.5,
      (paper) => ({
        ...paper,
        submit: (order) => {
          sent.push(order.symbol);
          return paper.submit(order);
        },
      }),
      () => new Promise((resolve) => kept.push(() => resolve(true))),
    );
    for (const symbol of symbols) desk.open(symbol, 'long');
    expect(kept).toHaveLength(3);
    kept[2]!();
    kept[1]!();
    await turns();
    expect(sent).toEqual([]);
    kept[0]!();
    await turns();
    expect(sent).toEqual(symbols);
  });

  it('opens nothing that cannot be kept, and lets exits go out all the same', async () => {
    let isKept = true;
    const desk = new Desk(
      () => 0.5,
      (paper) => paper,
      () => Promise.resolve(isKept),
    );
    desk.open(symbols[0]!, 'long');
    await turns();
    isKept = false;
    desk.price(symbols[0]!, 100);
    await turns();
    desk.open(symbols[1]!, 'long');
    await turns();
    const [held, refused] = [...desk.book.live.values(), ...desk.book.ended.values()];
    expect(held).toMatchObject({ state: 'open', unprotectedSinceMs: undefined });
    expect(refused).toMatchObject({ state: 'rejected', orders: [{ endedAs: 'rejected' }] });
    expect(refused?.rejection).toMatch(/could not be kept/);
    expect(desk.paper.exportState().orders.map(({ request }) => request.symbol)).not.toContain(symbols[1]);
  });

  it('ends with the first order when the exchange does nothing for the keys', () => {
    const desk: Desk = new Desk(
      () => 0.5,
      (paper) => ({
        ...paper,
        submit: ({ clientOrderId, symbol }) =>
          of<OrderEvent>({
            kind: 'rejected',
            reason: 'forbidden',
            message: 'Invalid API-key.',
            clientOrderId,
            symbol,
            exchangeTimeMs: 0,
          }).pipe(delay(10, desk.scheduler)),
      }),
    );
    desk.open(symbols[0]!, 'long');
    desk.pass(10);
    expect(desk.error).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('Invalid API-key.') as string,
    });
    expect([...desk.book.ended.values()]).toMatchObject([{ state: 'rejected', rejection: 'Invalid API-key.' }]);
  });

  it('that is about to end takes back what is not filled, opens nothing, and is at rest once all is protected', () => {
    const desk = new Desk(() => 0.5);
    desk.open(symbols[0]!, 'long');
    desk.price(symbols[0]!, 100);
    expect([...desk.book.live.values()].map(({ state }) => state)).toEqual(['open']);
    desk.open(symbols[1]!, 'long');
    expect(isAtRest(desk.book)).toBe(false);
    desk.end();
    expect([...desk.book.live.values()].map(({ state }) => state)).toEqual(['open']);
    expect(isAtRest(desk.book)).toBe(true);
    desk.open(symbols[2]!, 'long');
    expect(desk.updates.at(-1)?.decided?.decision).toMatchObject({ kind: 'refused', refusal: { kind: 'stopped' } });
    desk.priceAll();
    expect(desk.paper.exportState().holdings.map(({ symbol }) => symbol)).toEqual([symbols[0]]);
  });

  it('that is about to end waits for the answer to an order, and takes back an entry that has arrived', () => {
    const told$ = new Subject<OrderEvent>();
    const desk = new Desk(
      () => 0.5,
      (paper) => ({ ...paper, submit: (order) => (order.isReduceOnly ? paper.submit(order) : told$) }),
    );
    desk.open(symbols[0]!, 'long');
    desk.end();
    const [entry] = [...desk.book.live.values()].flatMap(({ orders }) => orders);
    expect(isAtRest(desk.book)).toBe(false);
    told$.next({
      kind: 'acknowledged',
      clientOrderId: entry!.request.clientOrderId,
      symbol: symbols[0]!,
      exchangeTimeMs: 0,
    });
    expect(desk.updates.at(-1)?.commands).toMatchObject([
      { kind: 'cancel', clientOrderId: entry!.request.clientOrderId },
    ]);
  });

  it('fails when the exchange will never say what became of an order', () => {
    const refused = new ExchangeRejectedError('Invalid API-key.', {
      url: 'test',
      httpStatus: 401,
      exchangeCode: -2015,
    });
    const desk = new Desk(
      () => 0.5,
      (paper) => ({ ...paper, submit: () => NEVER, query: () => throwError(() => refused) }),
    );
    desk.open(symbols[0]!, 'long');
    desk.pass(2_999);
    expect(desk.error).toBeUndefined();
    desk.pass(2);
    expect(desk.error).toBe(refused);
  });
});
