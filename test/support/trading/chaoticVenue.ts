import { cashQuote } from '../../../src/core/positions/money.js';
import type { PositionEvent, PositionRules } from '../../../src/core/positions/positionEvent.js';
import { emptyBook, reduceBook, type PositionBook } from '../../../src/core/positions/reduceBook.js';
import { Decimal, minDecimal } from '../../../src/domain/decimal.js';
import type { InstrumentSymbol } from '../../../src/domain/kline.js';
import type {
  ClientOrderId,
  KnownOrder,
  OrderEvent,
  OrderFill,
  OrderRef,
  OrderRequest,
} from '../../../src/domain/order.js';
import type { OrderCommand } from '../../../src/domain/position.js';
import { d } from './positions.js';

interface VenueOrder {
  readonly request: OrderRequest;
  status: KnownOrder['status'];
  filled: Decimal;
  readonly fills: OrderFill[];
}

const feeRatio = d('0.0004');

/**
 * An exchange and the way to it, both at their worst, with a book of positions that trades there. Answers are lost, events
 * come late, twice, in any order or never; but the exchange keeps its books, holds to reduce-only, and tells the truth
 * when it is asked.
 */
export class ChaoticVenue {
  book: PositionBook = emptyBook;
  nowMs = 0;
  price = d(100);
  readonly orders = new Map<ClientOrderId, VenueOrder>();
  /** Client ids that arrived at the exchange more than once. */
  readonly doubles: ClientOrderId[] = [];
  /** Exits that were larger than what the book held as it sent them. */
  readonly tooLarge: OrderRequest[] = [];
  readonly #onTheWay: (() => PositionEvent)[] = [];
  readonly #net = new Map<InstrumentSymbol, Decimal>();
  readonly #heard = new Map<string, Decimal>();
  readonly #reduce: ReturnType<typeof reduceBook>;
  #trades = 0;
  #luck: number[] = [];

  constructor(rules: PositionRules) {
    this.#reduce = reduceBook(rules);
  }

  /** What is drawn next decides how the exchange treats the commands that follow: 0 well, 1 refused, 2 and 3 no answer. */
  draw(luck: readonly number[]): void {
    this.#luck = [...luck];
  }

  /** The book hears of something, and its commands leave. */
  tell(event: PositionEvent): void {
    this.#noteMoney(event);
    const { book, commands } = this.#reduce(this.book, event);
    this.book = book;
    for (const command of commands) this.#carryOut(command);
  }

  /** Delivers one of the events that are on their way, perhaps keeping it to be delivered once more. */
  deliver(choice: number, isKept: boolean): void {
    const index = choice % Math.max(1, this.#onTheWay.length);
    const event = this.#onTheWay[index];
    if (event === undefined) return;
    if (!isKept) this.#onTheWay.splice(index, 1);
    this.tell(event());
  }

  /** An event is lost, unless it is an answer to a question, which would be asked again. */
  lose(choice: number): void {
    const index = choice % Math.max(1, this.#onTheWay.length);
    const event = this.#onTheWay[index]?.();
    if (event?.kind === 'order') this.#onTheWay.splice(index, 1);
  }

  /** An order in the book of the exchange is filled, in part or whole. */
  fill(choice: number, isWhole: boolean): void {
    const working = this.#working();
    const order = working[choice % Math.max(1, working.length)];
    if (order === undefined) return;
    const { request } = order;
    const net = this.#netOf(request.symbol);
    const open = request.baseQty.minus(order.filled);
    const most = request.isReduceOnly ? minDecimal(open, reducible(net, request)) : open;
    if (most.isZero) {
      this.#end(order, 'expired');
      return;
    }
    const baseQty = isWhole || most.equals(Decimal.one) ? most : Decimal.one;
    const fee = { asset: 'USDT', amount: baseQty.times(this.price).times(feeRatio) };
    const fill = { tradeId: `${(this.#trades += 1)}`, baseQty, price: this.price, fee, isMaker: false };
    order.fills.push(fill);
    order.filled = order.filled.plus(baseQty);
    this.#net.set(request.symbol, request.side === 'buy' ? net.plus(baseQty) : net.minus(baseQty));
    const isFull = order.filled.equals(request.baseQty);
    if (isFull) order.status = 'filled';
    this.#say(order, { kind: isFull ? 'filled' : 'partiallyFilled', fill, filledBaseQty: order.filled });
  }

  /** The connection is back: every order that the book believes alive is asked for. */
  reconcile(): void {
    for (const { orders } of this.book.live.values()) {
      for (const { request, status } of orders)
        if (status !== 'ended') this.#answer(request.clientOrderId, request.symbol);
    }
  }

  /** Everything calms down: nothing is lost any more, and market orders are filled. */
  calmDown(): void {
    this.#luck = [];
    for (let round = 0; round < 12; round += 1) {
      this.reconcile();
      while (this.#onTheWay.length > 0) this.deliver(0, false);
      const working = this.#working();
      for (const [index, order] of working.toReversed().entries()) {
        // What has been triggered is a market order.
        const isMarket = order.request.type === 'market' || order.filled.sign > 0;
        if (isMarket) this.fill(working.length - 1 - index, true);
      }
      while (this.#onTheWay.length > 0) this.deliver(0, false);
      this.tell({ kind: 'time', atMs: (this.nowMs += 1_100) });
    }
  }

  get netQty(): readonly string[] {
    return [...this.#net.values()].filter((net) => !net.isZero).map(String);
  }

  get openOrders(): readonly OrderRequest[] {
    return this.#working().map(({ request }) => request);
  }

  /** How long an open position has been without a confirmed stop, and is not on its way out. */
  get longestUnprotectedMs(): number {
    const open = [...this.book.live.values()].filter(({ state }) => state === 'open');
    return Math.max(0, ...open.map(({ unprotectedSinceMs }) => this.nowMs - (unprotectedSinceMs ?? this.nowMs)));
  }

  /** Money that moved in all the fills that the book has heard of; and in all there are. */
  get heardQuote(): Decimal {
    return [...this.#heard.values()].reduce((sum, quote) => sum.plus(quote), Decimal.zero);
  }

  get movedQuote(): Decimal {
    return [...this.orders.values()].reduce(
      (sum, { request, fills }) => fills.reduce((so, fill) => so.plus(quoteOf(request, fill)), sum),
      Decimal.zero,
    );
  }

  /** Money that moved, by the positions. */
  get bookedQuote(): Decimal {
    const positions = [...this.book.live.values(), ...this.book.ended.values()];
    return positions.reduce((sum, position) => sum.plus(cashQuote(position)), Decimal.zero);
  }

  #carryOut(command: OrderCommand): void {
    if (command.kind === 'query') {
      this.#answer(command.clientOrderId, command.symbol);
      return;
    }
    const luck = this.#luck.shift() ?? 0;
    if (command.kind === 'cancel') {
      this.#cancel(command, luck);
      return;
    }
    const { order: request } = command;
    if (request.isReduceOnly && request.baseQty.isAbove(this.#heldIn(request.symbol))) this.tooLarge.push(request);
    if (luck !== 3) {
      if (this.orders.has(request.clientOrderId)) this.doubles.push(request.clientOrderId);
      const status = luck === 1 ? 'rejected' : 'working';
      this.orders.set(request.clientOrderId, { request, status, filled: Decimal.zero, fills: [] });
    }
    const order = this.orders.get(request.clientOrderId);
    if (luck === 0 && order) {
      this.#say(order, { kind: 'acknowledged' });
      return;
    }
    if (luck === 1 && order) {
      this.#say(order, { kind: 'rejected', reason: 'other', message: 'no' });
      return;
    }
    this.#noAnswer(request.clientOrderId, request.symbol);
  }

  #cancel({ clientOrderId, symbol }: OrderRef, luck: number): void {
    const order = this.orders.get(clientOrderId);
    if (luck >= 2) {
      if (luck === 2 && order?.status === 'working') order.status = 'cancelled';
      this.#noAnswer(clientOrderId, symbol);
      return;
    }
    if (order?.status === 'working') {
      this.#end(order, 'cancelled');
      return;
    }
    if (order) this.#say(order, { kind: 'cancelRefused', message: 'Unknown order sent.' });
  }

  /** Whoever sent it knows that there was no answer, and asks. */
  #noAnswer(clientOrderId: ClientOrderId, symbol: InstrumentSymbol): void {
    this.#answer(clientOrderId, symbol);
    const event: OrderEvent = { kind: 'unknown', message: 'no answer', clientOrderId, symbol, exchangeTimeMs: 0 };
    this.tell({ kind: 'order', atMs: this.nowMs, event });
  }

  #answer(clientOrderId: ClientOrderId, symbol: InstrumentSymbol): void {
    this.#onTheWay.push(() => {
      const order = this.orders.get(clientOrderId);
      if (order === undefined) return { kind: 'notFound', atMs: this.nowMs, symbol, clientOrderId };
      const { status, filled, fills } = order;
      const known = { clientOrderId, symbol, status, filledBaseQty: filled, fills: [...fills] };
      return { kind: 'reconciled', atMs: this.nowMs, order: known };
    });
  }

  #end(order: VenueOrder, as: 'cancelled' | 'expired'): void {
    order.status = as;
    this.#say(order, { kind: as, filledBaseQty: order.filled, message: '' });
  }

  #say({ request: { clientOrderId, symbol } }: VenueOrder, words: object): void {
    const event = { clientOrderId, symbol, exchangeTimeMs: this.nowMs, ...words } as OrderEvent;
    this.#onTheWay.push(() => ({ kind: 'order', atMs: this.nowMs, event }));
  }

  #noteMoney(event: PositionEvent): void {
    if (event.kind !== 'order' && event.kind !== 'reconciled') return;
    const told = event.kind === 'order' ? event.event : event.order;
    const request = this.orders.get(told.clientOrderId)?.request;
    const fills = 'fills' in told ? told.fills : 'fill' in told ? [told.fill] : [];
    for (const fill of fills) if (request) this.#heard.set(fill.tradeId, quoteOf(request, fill));
  }

  #heldIn(symbol: InstrumentSymbol): Decimal {
    const position = [...this.book.live.values()].find((each) => each.symbol === symbol);
    return position ? position.enteredBaseQty.minus(position.exitedBaseQty) : Decimal.zero;
  }

  #working(): VenueOrder[] {
    return [...this.orders.values()].filter(({ status }) => status === 'working');
  }

  #netOf(symbol: InstrumentSymbol): Decimal {
    return this.#net.get(symbol) ?? Decimal.zero;
  }
}

const reducible = (net: Decimal, { side }: OrderRequest): Decimal => {
  const against = side === 'sell' ? net : net.negated();
  return against.sign > 0 ? against : Decimal.zero;
};

const quoteOf = ({ side }: OrderRequest, { baseQty, price, fee }: OrderFill): Decimal => {
  const worth = baseQty.times(price);
  return (side === 'sell' ? worth : worth.negated()).minus(fee?.amount ?? Decimal.zero);
};
