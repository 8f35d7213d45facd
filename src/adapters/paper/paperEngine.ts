import { Decimal, maxDecimal, minDecimal } from '../../domain/decimal.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { KnownOrder, OrderEvent, OrderFill, OrderRequest } from '../../domain/order.js';
import { availableQuote, bookFill, moneyPlaces, type PaperPrices } from './account.js';
import { checkOrder, isReached, isTriggeredBy, reducibleQty } from './checkOrder.js';
import type { PaperOptions } from './paperOptions.js';
import { mostDone, type PaperOrder, type PaperState } from './paperState.js';

type EventWords = OrderEvent extends infer E
  ? E extends OrderEvent
    ? Omit<E, 'clientOrderId' | 'symbol' | 'exchangeTimeMs'>
    : never
  : never;

/**
 * An exchange of one account, on paper: orders are taken or refused as an exchange would, and filled at the next price.
 * It has no clock and draws chance as it is given, so the same orders and prices give the same fills.
 */
export class PaperEngine {
  readonly #options: PaperOptions;
  readonly #prices = new Map<InstrumentSymbol, Decimal>();
  /** Of the orders in `#state` those that may still be filled, in the order in which they came. */
  readonly #working: Map<string, PaperOrder>;
  #state: PaperState;

  constructor(options: PaperOptions, state: PaperState) {
    this.#options = options;
    this.#state = state;
    this.#working = new Map([...state.orders].filter(([, { status }]) => status === 'working'));
  }

  get state(): PaperState {
    return this.#state;
  }

  get prices(): PaperPrices {
    return this.#prices;
  }

  submit(request: OrderRequest, atMs: number): OrderEvent {
    const { costs, random } = this.#options;
    const found = checkOrder(request, this.#state, this.#prices.get(request.symbol), this.#options);
    const refused =
      found ??
      this.#lackingMargin(request) ??
      (random() < costs.rejectRatio ? ({ reason: 'other', message: 'refused by chance' } as const) : undefined);
    const order: PaperOrder = { request, status: refused ? 'rejected' : 'working', isTriggered: false, fills: [] };
    // A double is refused, and must not take the place of the one that is there.
    if (refused?.reason !== 'duplicate') this.#keep(order);
    return this.#event(request, refused ? { kind: 'rejected', ...refused } : { kind: 'acknowledged' }, atMs);
  }

  cancel(clientOrderId: string, symbol: InstrumentSymbol, atMs: number): OrderEvent {
    const order = this.#state.orders.get(clientOrderId);
    if (order?.status !== 'working') {
      const place = { clientOrderId, symbol } as Pick<OrderRequest, 'clientOrderId' | 'symbol'>;
      return this.#event(place, { kind: 'cancelRefused', message: 'Unknown order sent.' }, atMs);
    }
    return this.#end(order, 'cancelled', atMs);
  }

  known(clientOrderId: string): KnownOrder | undefined {
    const order = this.#state.orders.get(clientOrderId);
    if (order === undefined) return undefined;
    const { request, status, fills } = order;
    return {
      clientOrderId: request.clientOrderId,
      symbol: request.symbol,
      status,
      filledBaseQty: filledQty(order),
      fills,
    };
  }

  /** What the next price does to the orders of its symbol, in the order in which they came. */
  tick(symbol: InstrumentSymbol, price: Decimal, atMs: number): readonly OrderEvent[] {
    this.#prices.set(symbol, price);
    const concerned = [...this.#working.values()].filter(({ request }) => request.symbol === symbol);
    return concerned.flatMap((order) => this.#meet(order, price, atMs));
  }

  #meet(order: PaperOrder, price: Decimal, atMs: number): readonly OrderEvent[] {
    const { request } = order;
    if ('triggerPrice' in request) {
      const isTriggered = order.isTriggered || isTriggeredBy(request, price);
      return isTriggered ? this.#fill({ ...order, isTriggered }, this.#takerPrice(request, price), false, atMs) : [];
    }
    if (request.type === 'market') return this.#fill(order, this.#takerPrice(request, price), false, atMs);
    if (isReached(request.side, request.price, price)) {
      return this.#fill(order, request.price, request.timeInForce !== 'ioc', atMs);
    }
    return request.timeInForce === 'ioc' ? [this.#end(order, 'expired', atMs)] : [];
  }

  #fill(order: PaperOrder, price: Decimal, isMaker: boolean, atMs: number): readonly OrderEvent[] {
    const { request } = order;
    const open = request.baseQty.minus(filledQty(order));
    const most = request.isReduceOnly ? minDecimal(open, reducibleQty(request, this.#state)) : open;
    if (most.isZero) return [this.#end(order, 'expired', atMs)];
    const fill = this.#drawFill(this.#part(request, most), price, isMaker);
    const filled: PaperOrder = { ...order, fills: [...order.fills, fill] };
    const filledBaseQty = filledQty(filled);
    const isFull = filledBaseQty.equals(request.baseQty);
    this.#state = bookFill(this.#state, request, fill);
    this.#keep(isFull ? { ...filled, status: 'filled' } : filled);
    const told = this.#event(request, { kind: isFull ? 'filled' : 'partiallyFilled', fill, filledBaseQty }, atMs);
    // A reduce-only order that has reduced all there was has nothing left to do.
    const isSpent = !isFull && request.isReduceOnly && reducibleQty(request, this.#state).isZero;
    return isSpent ? [told, this.#end(filled, 'expired', atMs)] : [told];
  }

  #drawFill(baseQty: Decimal, price: Decimal, isMaker: boolean): OrderFill {
    const { costs, quoteAsset } = this.#options;
    const ratio = Decimal.of(isMaker ? costs.makerFeeRatio : costs.takerFeeRatio);
    const one = Decimal.of(`1e-${moneyPlaces}`);
    const amount = baseQty.times(price).times(ratio).roundTo(one, 'up');
    const tradeCount = this.#state.tradeCount + 1;
    this.#state = { ...this.#state, tradeCount };
    return { tradeId: `paper-${tradeCount}`, baseQty, price, fee: { asset: quoteAsset, amount }, isMaker };
  }

  /** All of it, or by chance a part, of at least one step. */
  #part({ symbol }: OrderRequest, most: Decimal): Decimal {
    const { costs, random, instrumentOf } = this.#options;
    if (costs.partialFillRatio === 0 || random() >= costs.partialFillRatio) return most;
    const step = Decimal.of(instrumentOf(symbol)?.stepSize ?? 0);
    if (step.sign <= 0) return most;
    const drawn = most.times(Decimal.of(random().toFixed(6))).roundTo(step, 'down');
    return minDecimal(most, maxDecimal(step, drawn));
  }

  /** Half the spread and the slippage away from the price, against us, on the next tick. */
  #takerPrice({ symbol, side }: OrderRequest, price: Decimal): Decimal {
    const { costs, random, instrumentOf } = this.#options;
    const away = costs.spreadRatio / 2 + costs.maxSlippageRatio * random();
    const ratio = Decimal.of(away.toFixed(12));
    const paid = price.times(side === 'buy' ? Decimal.one.plus(ratio) : Decimal.one.minus(ratio));
    const tick = Decimal.of(instrumentOf(symbol)?.tickSize ?? 0);
    return tick.sign > 0 ? maxDecimal(paid.roundTo(tick, side === 'buy' ? 'up' : 'down'), tick) : paid;
  }

  #lackingMargin(request: OrderRequest): { reason: 'margin'; message: string } | undefined {
    if (request.isReduceOnly) return undefined;
    const price = 'price' in request ? request.price : this.#prices.get(request.symbol);
    if (price === undefined) return undefined;
    const needed = request.baseQty.times(price).dividedBy(Decimal.of(this.#options.leverage), moneyPlaces, 'up');
    return needed.isAbove(this.available()) ? { reason: 'margin', message: 'Margin is insufficient.' } : undefined;
  }

  /** What may still serve as margin. Orders that wait in the book take none until they are filled. */
  available(): Decimal {
    return availableQuote(this.#state, this.#prices, this.#options.leverage);
  }

  #end(order: PaperOrder, as: 'cancelled' | 'expired', atMs: number): OrderEvent {
    this.#keep({ ...order, status: as });
    const filledBaseQty = filledQty(order);
    return this.#event(
      order.request,
      as === 'cancelled'
        ? { kind: as, filledBaseQty }
        : { kind: as, filledBaseQty, message: 'nothing is left for it to do' },
      atMs,
    );
  }

  #keep(order: PaperOrder): void {
    const { clientOrderId } = order.request;
    const orders = new Map(this.#state.orders).set(clientOrderId, order);
    if (order.status === 'working') this.#working.set(clientOrderId, order);
    else this.#working.delete(clientOrderId);
    if (orders.size > mostDone) {
      const oldest = [...orders].find(([, { status }]) => status !== 'working');
      if (oldest) orders.delete(oldest[0]);
    }
    this.#state = { ...this.#state, orders };
  }

  #event(
    { clientOrderId, symbol }: Pick<OrderRequest, 'clientOrderId' | 'symbol'>,
    words: EventWords,
    exchangeTimeMs: number,
  ): OrderEvent {
    return { clientOrderId, symbol, exchangeTimeMs, ...words };
  }
}

const filledQty = ({ fills }: PaperOrder): Decimal =>
  fills.reduce((sum, { baseQty }) => sum.plus(baseQty), Decimal.zero);
