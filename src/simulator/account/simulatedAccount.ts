import * as events from './accountEvents.js';
import { badAccountInput, finite, positive } from './accountInput.js';
import { AccountJournal, type AccountJournalDeps } from './accountJournal.js';
import { AccountOrders, type OrderRequest } from './accountOrders.js';
import type { AccountState } from './accountState.js';
import { accountTruth, type AccountTruth } from './accountTruth.js';
import type { MarginType, Order } from './accountTypes.js';
import { AlgoOrders } from './algoOrders.js';
import { accountMargins, type AccountMargins, type MarginedOrder } from './margins.js';

const maxLeverage = 125;

/** An order that is filled as it comes. */
export interface ImmediateFill extends Omit<OrderRequest, 'price' | 'type'> {
  readonly price: number;
  /** A limit order filled at its price instead of a market order; default false. */
  readonly isMaker?: boolean;
}

export interface Transfer {
  readonly amount: number;
  /** Default USDT. */
  readonly asset?: string;
}

/**
 * The account as a test, a script or the matching engine drives it: each method books, and sends the venue's events to the
 * open sockets. All of them throw a `BadInputError` for what cannot be booked, and then change nothing.
 */
export class SimulatedAccount {
  readonly orders: AccountOrders;
  readonly algoOrders: AlgoOrders;
  readonly #journal: AccountJournal;

  constructor(deps: AccountJournalDeps) {
    this.#journal = new AccountJournal(deps);
    this.orders = new AccountOrders(this.#journal);
    this.algoOrders = new AlgoOrders(this.#journal, this.orders);
  }

  get state(): AccountState {
    return this.#journal.state;
  }

  /** Everything that has been booked so far, in exact decimals. */
  truth(): AccountTruth {
    return accountTruth(this.state);
  }

  /** At the mark prices of now, as if `further` were among the open orders. */
  margins(further: readonly MarginedOrder[] = []): AccountMargins {
    return accountMargins(this.state, (symbol) => this.#journal.markPrice(symbol), further);
  }

  instrument(symbol: string): ReturnType<AccountJournal['instrument']> {
    return this.#journal.instrument(symbol);
  }

  /** Runs `book` as of an instant of market time that may have passed. */
  at<T>(atMs: number, book: () => T): T {
    return this.#journal.at(atMs, book);
  }

  /** `ACCOUNT_UPDATE` DEPOSIT. */
  deposit({ amount, asset = 'USDT' }: Transfer): void {
    const balanceChange = positive('amount', amount);
    this.#journal.transfer(asset, balanceChange, { reason: 'DEPOSIT', balanceChange });
  }

  /** `ACCOUNT_UPDATE` WITHDRAW. */
  withdraw({ amount, asset = 'USDT' }: Transfer): void {
    const balanceChange = -positive('amount', amount);
    this.#journal.transfer(asset, balanceChange, { reason: 'WITHDRAW', balanceChange });
  }

  /** `ACCOUNT_UPDATE` FUNDING_FEE; a positive amount is received, a negative one paid. */
  fundingFee({ symbol, amount }: { readonly symbol: string; readonly amount: number }): void {
    const instrument = this.instrument(symbol);
    const balanceChange = finite('amount', amount);
    const change = { reason: 'FUNDING_FEE', balanceChange, symbol: instrument.symbol } as const;
    this.#journal.transfer('USDT', balanceChange, change);
  }

  /** NEW, then the trade: as `orders.open` and `orders.fill`. */
  fill({ isMaker = false, price, ...request }: ImmediateFill): Order {
    positive('price', price);
    const order = this.orders.open({ ...request, ...(isMaker && { price }) });
    return this.orders.fill(order.orderId, { price, isMaker });
  }

  /** `ACCOUNT_CONFIG_UPDATE` with `ac`. */
  setLeverage({ symbol, leverage }: { readonly symbol: string; readonly leverage: number }): void {
    const instrument = this.instrument(symbol);
    if (!Number.isInteger(leverage) || leverage < 1 || leverage > maxLeverage)
      throw badAccountInput('leverage', `${leverage}`, `a whole number from 1 to ${maxLeverage}`);
    this.state.leverages.set(instrument.symbol, leverage);
    this.#journal.publish(events.leverageUpdate(instrument.symbol, leverage, this.#journal.now()));
  }

  /** `ACCOUNT_UPDATE` MARGIN_TYPE_CHANGE. Margins stay those of cross positions. */
  setMarginType({ symbol, marginType }: { readonly symbol: string; readonly marginType: MarginType }): void {
    const instrument = this.instrument(symbol);
    this.state.marginTypes.set(instrument.symbol, marginType);
    const position = this.state.position(instrument.symbol, this.state.dualSidePosition ? 'LONG' : 'BOTH');
    const positions = [{ position, instrument, marginType, markPrice: this.#journal.markPrice(instrument.symbol) }];
    const change = { reason: 'MARGIN_TYPE_CHANGE', balances: [], balanceChange: 0n, positions } as const;
    this.#journal.publish(events.accountUpdate(change, this.#journal.now()));
  }

  /** Positions per side instead of one per symbol. Throws a `BadInputError` while there are positions or orders. */
  setDualSidePosition(isOn: boolean): void {
    const { positions, orders, algoOrders } = this.state;
    const open = positions.length + orders.size + algoOrders.size;
    if (open > 0) throw badAccountInput('dualSidePosition', `${open} open`, 'an account without positions and orders');
    this.state.dualSidePosition = isOn;
  }

  /** `ACCOUNT_CONFIG_UPDATE` with `ai`. */
  setMultiAssetsMargin(isOn: boolean): void {
    this.state.multiAssetsMargin = isOn;
    this.#journal.publish(events.multiAssetsUpdate(isOn, this.#journal.now()));
  }

  /** `MARGIN_CALL` for the positions of these symbols, by default of all; books nothing. */
  marginCall({ symbols }: { readonly symbols?: readonly string[] } = {}): void {
    const margins = this.margins();
    const positions = margins.positions
      .filter(({ position }) => position.baseQty !== 0n && (symbols?.includes(position.symbol) ?? true))
      .map((each) => ({ ...each, instrument: this.instrument(each.position.symbol) }));
    if (positions.length === 0)
      throw badAccountInput('symbols', symbols?.join(', ') ?? 'none', 'a symbol with a position');
    this.#journal.publish(events.marginCall(margins, positions, this.#journal.now()));
  }

  /** The event of a listenKey's end. */
  tellListenKeyExpired(listenKey: string, eventTime: 'number' | 'string'): void {
    this.#journal.publish(events.listenKeyExpired(listenKey, eventTime, this.#journal.now().eventTimeMs));
  }
}
