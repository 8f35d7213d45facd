import type { AccountEvent } from '../../../../src/simulator/account/accountEvents.js';
import type { Amount } from '../../../../src/simulator/account/amounts.js';
import { SimulatedAccount } from '../../../../src/simulator/account/simulatedAccount.js';
import type { Market } from '../../../../src/simulator/market.js';
import { MarketView } from '../../../../src/simulator/marketView.js';
import { MatchingEngine } from '../../../../src/simulator/matching/matchingEngine.js';
import { tradedMarket, type TradedMarket } from '../../../../src/simulator/matching/tradedMarket.js';
import { readAlgoOrder, readOrder } from '../../../../src/simulator/rest/readOrder.js';
import { VenueError } from '../../../../src/simulator/rest/venueError.js';
import { RollingDays } from '../../../../src/simulator/rollingDay.js';

export type Parameters = Readonly<Record<string, string | number | boolean>>;

export interface DeskOptions {
  readonly balanceUsdt?: number;
  readonly dualSidePosition?: boolean;
}

/** An account and the engine that takes its orders, at a market time that the test sets. */
export class TradingDesk {
  readonly account: SimulatedAccount;
  readonly engine: MatchingEngine;
  readonly market: TradedMarket;
  readonly view: MarketView;
  readonly events: AccountEvent[] = [];
  readonly #startMs: number;
  #nowMs: number;

  constructor(market: Market, { balanceUsdt = 5_000, dualSidePosition = false }: DeskOptions = {}) {
    this.view = new MarketView(market);
    this.market = tradedMarket(this.view, new RollingDays(this.view));
    this.#startMs = this.#nowMs = market.startMs;
    this.account = new SimulatedAccount({
      balanceUsdt,
      dualSidePosition,
      instrument: (symbol) => this.view.instrument(symbol),
      markPrice: (symbol, atMs) => Number(this.market.markPrice(this.view.instrument(symbol)!, atMs)) / 1e8,
      nowMs: () => this.#nowMs,
      publish: (event) => this.events.push(event),
    });
    this.engine = new MatchingEngine({
      account: this.account,
      market: this.market,
      nowMs: () => this.#nowMs,
      later: () => undefined,
    });
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Moves to a market time after the start, without a look at what is due by then. */
  goTo(elapsedMs: number): void {
    this.#nowMs = this.#startMs + elapsedMs;
  }

  /** Moves there, and does what is due. */
  advanceTo(elapsedMs: number): void {
    this.goTo(elapsedMs);
    this.engine.catchUp();
  }

  /** As `POST /fapi/v1/order`: a limit order that is good until cancelled, unless told otherwise. */
  place(parameters: Parameters) {
    const limit = { type: 'LIMIT', timeInForce: 'GTC' };
    const query = asQuery({ symbol: 'AAAUSDT', ...(parameters['type'] === undefined && limit), ...parameters });
    return this.engine.place(readOrder(query, this.view, this.account.state.dualSidePosition));
  }

  /** As `POST /fapi/v1/algoOrder`. */
  placeAlgo(parameters: Parameters) {
    const query = asQuery({ symbol: 'AAAUSDT', algoType: 'CONDITIONAL', ...parameters });
    return this.engine.placeAlgo(readAlgoOrder(query, this.view, this.account.state.dualSidePosition));
  }

  /** An order as it is now, open or closed. */
  order(orderId: number) {
    const { orders, history } = this.account.state;
    return orders.get(orderId) ?? history.orders.get(orderId);
  }

  /** Prices and quantities of the fills of an order, in numbers. */
  fillsOf(orderId: number): [price: number, baseQty: number][] {
    const { fills } = this.account.truth();
    return fills
      .filter((fill) => fill.orderId === orderId)
      .map(({ price, baseQty }) => [Number(price), Number(baseQty)]);
  }

  get baseQty(): Amount {
    return this.account.state.positions[0]?.baseQty ?? 0n;
  }
}

const asQuery = (parameters: Parameters): URLSearchParams =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, `${value}`]));

/** The venue's code for what is refused; the result for what is not. */
export function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof VenueError) return error.venueCode;
    throw error;
  }
}
