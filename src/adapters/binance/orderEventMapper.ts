import { Decimal } from '../../domain/decimal.js';
import { instrumentSymbol } from '../../domain/kline.js';
import type { ClientOrderId, OrderEvent, OrderFill, RejectReason } from '../../domain/order.js';
import type { Frame } from '../../ports/marketData.js';
import { eventTimes } from './accountEventMapper.js';
import type { AlgoUpdateEvent } from './accountWire.js';
import { longIntegersAsText } from './longIntegers.js';
import { algoEventSchema, orderEventSchema, type OrderEventWords } from './orderWire.js';
import { isRecord, readFrame } from './readFrame.js';
import { validate } from './validate.js';

/** Conditional orders that became others are remembered, the latest of them. */
const mostRemembered = 1_000;

const expiryWords: Readonly<Record<string, string>> = {
  '1': 'it would have traded with our own order',
  '2': 'what an IOC order could not fill at once',
  '3': 'what an IOC order could not fill at once, or with our own order',
  '4': 'there was nothing left to reduce',
  '5': 'the account was liquidated',
  '6': 'its condition was not satisfied',
  '7': 'the symbol was delisted',
  '8': 'after the stop was triggered',
  '9': 'what a market order could not fill',
};

/**
 * Reads the frames of an account for what becomes of its orders, in exact decimals. Frames of anything else, and such as
 * cannot be read, which the account feed reports, give nothing. Holds which conditional order became which order, since
 * the events of that may bear another name. Never throws.
 */
export class OrderEventMapper {
  readonly #becameOf = new Map<string, string>();

  read(frame: Frame): readonly OrderEvent[] {
    const text = frame.toString();
    const isOrder = text.includes('"ORDER_TRADE_UPDATE"');
    if (!isOrder && !text.includes('"ALGO_UPDATE"')) return [];
    const event = readFrame(longIntegersAsText(text), ({ data }) => this.#event(data));
    return event === undefined || !('clientOrderId' in event) ? [] : [event];
  }

  #event(data: unknown): OrderEvent | undefined {
    const name = isRecord(data) ? data['e'] : undefined;
    if (name === 'ORDER_TRADE_UPDATE') {
      const checked = validate(orderEventSchema, data);
      return checked.isValid ? this.#toOrderEvent(checked.value) : undefined;
    }
    if (name !== 'ALGO_UPDATE') return undefined;
    const checked = validate(algoEventSchema, data);
    if (!checked.isValid) return undefined;
    this.#remember(checked.value);
    return toAlgoEvent(checked.value);
  }

  #toOrderEvent(event: OrderEventWords): OrderEvent | undefined {
    const { o } = event;
    const { transactionTimeMs: exchangeTimeMs } = eventTimes({ E: event.E, T: event.T ?? o.T });
    const clientOrderId = (this.#becameOf.get(o.i) ?? o.c) as ClientOrderId;
    const facts = { clientOrderId, symbol: instrumentSymbol(o.s), exchangeTimeMs };
    const filledBaseQty = Decimal.of(o.z);
    if (o.x === 'TRADE' || o.x === 'CALCULATED') {
      const fill = toFill(o);
      if (fill.baseQty.isZero) return undefined;
      return { ...facts, kind: o.X === 'FILLED' ? 'filled' : 'partiallyFilled', fill, filledBaseQty };
    }
    switch (o.X) {
      case 'NEW':
        return o.x === 'NEW' ? { ...facts, kind: 'acknowledged' } : undefined;
      case 'CANCELED':
        return { ...facts, kind: 'cancelled', filledBaseQty };
      case 'EXPIRED':
      case 'EXPIRED_IN_MATCH':
        return { ...facts, kind: 'expired', filledBaseQty, message: expiryWords[o.er] ?? 'the exchange took it out' };
      case 'REJECTED':
        return { ...facts, kind: 'rejected', reason: 'other', message: 'the exchange rejected it' };
      default:
        return undefined;
    }
  }

  #remember({ o }: AlgoUpdateEvent): void {
    if (o.ai === '') return;
    this.#becameOf.delete(o.ai);
    this.#becameOf.set(o.ai, o.caid);
    const [oldest] = this.#becameOf.keys();
    if (this.#becameOf.size > mostRemembered && oldest !== undefined) this.#becameOf.delete(oldest);
  }
}

const toFill = (o: OrderEventWords['o']): OrderFill => ({
  tradeId: o.t,
  baseQty: Decimal.of(o.l),
  price: Decimal.of(o.L),
  fee: o.N == null || o.n == null ? undefined : { asset: o.N, amount: Decimal.of(o.n) },
  isMaker: o.m,
});

/** What is refused when it is triggered is refused in words, without a code. */
function reasonOf(words: string): RejectReason {
  if (/reduce ?only/i.test(words)) return 'reduceOnly';
  return /margin|balance/i.test(words) ? 'margin' : 'other';
}

// Once it is triggered, the events of the order that it became tell the rest.
function toAlgoEvent({ E, T, o }: AlgoUpdateEvent): OrderEvent | undefined {
  const facts = {
    clientOrderId: o.caid as ClientOrderId,
    symbol: instrumentSymbol(o.s),
    exchangeTimeMs: eventTimes({ E, T }).transactionTimeMs,
  };
  const filledBaseQty = o.ai === '' ? Decimal.zero : undefined;
  switch (o.X) {
    case 'NEW':
      return { ...facts, kind: 'acknowledged' };
    case 'CANCELED':
      return { ...facts, kind: 'cancelled', filledBaseQty };
    case 'EXPIRED':
      return { ...facts, kind: 'expired', filledBaseQty, message: o.rm || 'the exchange took it out' };
    case 'REJECTED':
      return { ...facts, kind: 'rejected', reason: reasonOf(o.rm), message: o.rm || 'the exchange rejected it' };
    default:
      return undefined;
  }
}
