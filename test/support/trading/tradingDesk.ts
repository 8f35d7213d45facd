import { monitorEventLoopDelay } from 'node:perf_hooks';
import { asyncScheduler, filter, interval, map, merge, mergeMap, of, Subject, timeout } from 'rxjs';
import { MarketScheduler } from '../../../src/app/marketScheduler.js';
import { trading } from '../../../src/app/trading.js';
import type { PositionRules } from '../../../src/core/positions/positionEvent.js';
import { emptyBook, type PositionBook } from '../../../src/core/positions/reduceBook.js';
import type { RiskAccount } from '../../../src/core/risk/riskInput.js';
import type { TradingRules } from '../../../src/core/risk/riskRules.js';
import type { AccountState } from '../../../src/domain/account.js';
import { Decimal } from '../../../src/domain/decimal.js';
import type { InstrumentSymbol } from '../../../src/domain/kline.js';
import type { Position } from '../../../src/domain/position.js';
import type { CloseCause, Direction, Signal } from '../../../src/domain/signal.js';
import type { PositionUpdate, PositionWord } from '../../../src/streams/positionLoop.js';
import { nextOf } from '../../unit/binance/support/valueOf.js';
import { speed, type BinanceDesk } from './binanceDesk.js';
import { certificate, signal } from './risk.js';

/** How soon an answer is missed, wall time. */
export const answerWithinMs = 150;
/** How old an order may be when it arrives, market time … */
export const recvWindowMs = 5_000;
/** … so that from then on it cannot, however busy the machine is; wall time. */
export const settleMs = recvWindowMs / speed;
/** How often positions look at the clock, market time. */
export const lookPeriodMs = 250;
/** How often every price is told again, wall time. */
const pricePeriodMs = 40;
const longestWaitMs = 20_000;

export interface TradingDeskRules {
  readonly tradingRules: TradingRules;
  readonly positionRules: PositionRules;
  readonly random: () => number;
  /** What risk is told of the account, always; by default what the account's feed says. */
  readonly account?: RiskAccount;
}

/** `trading` as the daemon runs it: over a real gateway, with prices, signals and words that a test gives. */
export class TradingDesk {
  readonly updates: PositionUpdate[] = [];
  readonly market: MarketScheduler;
  readonly #desk: BinanceDesk;
  readonly #prices: Map<InstrumentSymbol, number>;
  readonly #ticks$ = new Subject<InstrumentSymbol>();
  readonly #signals$ = new Subject<Signal>();
  readonly #words$ = new Subject<PositionWord>();
  readonly #changed$ = new Subject<void>();
  readonly #working;
  readonly #lateness = monitorEventLoopDelay({ resolution: 5 });
  #error: Error | undefined;
  #signals = 0;

  constructor(desk: BinanceDesk, { tradingRules, positionRules, random, account }: TradingDeskRules) {
    this.#desk = desk;
    this.#prices = new Map(desk.instruments.map(({ symbol }) => [symbol, 100]));
    const { clock } = desk.simulator;
    this.#lateness.enable();
    this.market = new MarketScheduler({
      speed,
      sample: { exchangeTimeMs: clock.nowMs(), receivedAtMs: asyncScheduler.now() },
    });
    const told$ = merge(this.#ticks$, interval(pricePeriodMs).pipe(mergeMap(() => [...this.#prices.keys()])));
    this.#working = trading({
      gateway: desk.gateway,
      signals$: this.#signals$,
      prices$: told$.pipe(
        map((symbol) => ({ symbol, price: this.#prices.get(symbol)!, exchangeTimeMs: this.market.now() })),
      ),
      accounts$: account ? of(account) : desk.account$.pipe(map((state) => toRiskAccount(state, this.market.now()))),
      words$: merge(
        this.#words$,
        // The feed has been up: whatever opens now opens again.
        desk.feed$.pipe(
          filter(({ kind }) => kind === 'opened'),
          map((): PositionWord => ({ kind: 'doubted' })),
        ),
      ),
      instrumentOf: (symbol) => desk.instruments.find((each) => each.symbol === symbol),
      tradingRules,
      positionRules,
      lookPeriodMs,
      market: this.market,
      answerWithinMs,
      settleMs,
      backoff: { baseMs: 10, capMs: 40, resetAfterMs: 100 },
      random,
      transport: asyncScheduler,
    }).subscribe({
      next: (update) => {
        this.updates.push(update);
        this.#changed$.next();
      },
      error: (error: unknown) => {
        this.#error = error instanceof Error ? error : new Error(String(error));
        this.#changed$.next();
      },
    });
  }

  /** By how much this process, the exchange in it, has been late at most; wall time. */
  get latenessMs(): number {
    return this.#lateness.max / 1_000_000;
  }

  get symbols(): readonly InstrumentSymbol[] {
    return [...this.#prices.keys()];
  }

  get book(): PositionBook {
    return this.updates.at(-1)?.book ?? emptyBook;
  }

  /** All there ever were, by their signal. */
  get positions(): readonly Position[] {
    return [...this.book.live.values(), ...this.book.ended.values()];
  }

  priceOf(symbol: InstrumentSymbol): number {
    return this.#prices.get(symbol)!;
  }

  positionOf(symbol: InstrumentSymbol): Position | undefined {
    return [...this.book.live.values()].find((position) => position.symbol === symbol);
  }

  /** The market moves, and we hear of it. Resolves when the exchange has matched its orders with it. */
  async setPrice(symbol: InstrumentSymbol, price: number): Promise<void> {
    const seen = this.#desk.setPrice(price, symbol);
    this.hear(symbol, price);
    await seen;
  }

  /** We hear of a price, wherever the market is. */
  hear(symbol: InstrumentSymbol, price: number): void {
    this.#prices.set(symbol, price);
    this.#ticks$.next(symbol);
  }

  /** A new signal; its id. What is decided about it is decided before this returns. */
  open(symbol: InstrumentSymbol, direction: Direction): string {
    const atMs = this.market.now();
    const id = `signal${(this.#signals += 1)}`;
    const certificates = [certificate({ toMs: atMs })];
    this.#signals$.next(signal({ id, symbol, direction, atMs, openedAtMs: atMs, certificates }));
    return id;
  }

  /** A signal is over. */
  end({ id, symbol, direction }: Position, cause: CloseCause): void {
    this.#signals$.next({ ...signal({ id, symbol, direction }), kind: 'closed', cause });
  }

  tell(kind: 'killed' | 'lifted'): void {
    this.#words$.next({ kind });
  }

  /** Resolves when it holds; rejects when it does not for too long, or trading has failed. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const isSo = (): boolean => {
      if (this.#error) throw this.#error;
      return holds();
    };
    if (isSo()) return;
    const looks$ = merge(this.#changed$, interval(pricePeriodMs));
    const never = (): never => {
      const live = [...this.book.live.values()].map(describePosition);
      throw new Error(`not within ${longestWaitMs} ms: ${what}\n${live.join('\n')}`);
    };
    await nextOf(looks$.pipe(filter(isSo), timeout({ first: longestWaitMs, with: never })));
  }

  stop(): void {
    this.#working.unsubscribe();
    this.#lateness.disable();
  }
}

/** A position and its orders in a few lines. */
function describePosition({ id, symbol, state, exitCause, orders, ...position }: Position): string {
  const { enteredBaseQty, exitedBaseQty, unprotectedSinceMs } = position;
  const lines = orders.map(({ request, status, endedAs, isCancelling, filledBaseQty, toldAtMs }) => {
    const what = `${request.clientOrderId} ${filledBaseQty.toString()}/${request.baseQty.toString()}`;
    return `  ${what} ${endedAs ?? status}${isCancelling ? ', to be cancelled' : ''} at ${toldAtMs}`;
  });
  const held = `${enteredBaseQty.toString()} in, ${exitedBaseQty.toString()} out`;
  const since = unprotectedSinceMs === undefined ? '' : `, unprotected since ${unprotectedSinceMs}`;
  return [`${id} ${symbol} ${state} ${exitCause ?? ''} ${held}${since}`, ...lines].join('\n');
}

const toRiskAccount = ({ status, balances, positions }: AccountState, knownAtMs: number): RiskAccount => {
  const wallet = balances.get('USDT')?.walletBalance ?? 0;
  const profit = [...positions.values()].reduce((sum, position) => sum + position.unrealizedProfitQuote, 0);
  const equityQuote = Decimal.of((wallet + profit).toFixed(8));
  return {
    status,
    knownAtMs,
    equityQuote,
    availableQuote: equityQuote,
    held: [...positions.values()].map(({ symbol, baseQty, entryPrice }) => ({
      symbol,
      baseQty: Decimal.of(baseQty),
      entryPrice: Decimal.of(entryPrice),
    })),
  };
};
