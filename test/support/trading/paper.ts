import { Subject } from 'rxjs';
import { paperGateway, type PaperGateway, type PaperGatewayDeps } from '../../../src/adapters/paper/index.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../../src/domain/kline.js';
import type { ClientOrderId, OrderEvent, OrderRequest } from '../../../src/domain/order.js';
import { d } from './positions.js';
import { instrument } from './risk.js';

export const bitcoin = instrumentSymbol('BTCUSDT');

/** No costs and no chance. */
export const freeOfCosts: PaperGatewayDeps['costs'] = {
  spreadRatio: 0,
  maxSlippageRatio: 0,
  takerFeeRatio: 0,
  makerFeeRatio: 0,
  partialFillRatio: 0,
  rejectRatio: 0,
};

export interface PaperBench {
  readonly gateway: PaperGateway;
  /** Everything told on `events$`. */
  readonly events: readonly OrderEvent[];
  readonly price: (price: number, symbol?: InstrumentSymbol) => void;
  readonly close: () => void;
}

/** A paper account of 1,000 USDT with a leverage of 3, BTCUSDT at 100 in steps of 0.001 and ticks of 0.1, whose events are listened to. */
export function openPaper(given: Partial<Omit<PaperGatewayDeps, 'prices$'>> = {}): PaperBench {
  const prices$ = new Subject<{ symbol: InstrumentSymbol; price: number }>();
  let nowMs = 0;
  const gateway = paperGateway({
    quoteAsset: 'USDT',
    startBalanceQuote: d(1_000),
    leverage: 3,
    costs: freeOfCosts,
    instrumentOf: (symbol) => (symbol === bitcoin ? instrument() : undefined),
    random: () => 0.5,
    market: { now: () => (nowMs += 1) },
    ...given,
    prices$,
  });
  const events: OrderEvent[] = [];
  const listening = gateway.events$.subscribe((event) => events.push(event));
  const price = (value: number, symbol = bitcoin): void => prices$.next({ symbol, price: value });
  price(100);
  return { gateway, events, price, close: () => listening.unsubscribe() };
}

export type OrderWords = Partial<Omit<OrderRequest, 'baseQty'>> & {
  readonly baseQty?: number;
  readonly price?: number;
  readonly triggerPrice?: number;
};

/** One BTCUSDT bought at market, unless said otherwise. */
export function order(id: string, { baseQty = 1, price, triggerPrice, ...given }: OrderWords = {}): OrderRequest {
  return {
    clientOrderId: id as ClientOrderId,
    symbol: bitcoin,
    side: 'buy',
    type: 'market',
    isReduceOnly: false,
    ...given,
    baseQty: d(baseQty),
    ...(price !== undefined && { price: d(price), timeInForce: 'gtc' }),
    ...(price !== undefined && 'timeInForce' in given && { timeInForce: given.timeInForce }),
    ...(triggerPrice !== undefined && { triggerPrice: d(triggerPrice) }),
  } as OrderRequest;
}

/** `b filled 1 at 100.1, fee 0.04`, `b rejected margin`, `b acknowledged`. */
export function eventInWords(event: OrderEvent): string {
  const id = event.clientOrderId.replace(/^cw-[^-]*-/, '');
  switch (event.kind) {
    case 'partiallyFilled':
    case 'filled': {
      const { baseQty, price, fee } = event.fill;
      const paid = fee && !fee.amount.isZero ? `, fee ${fee.amount.toString()}` : '';
      return `${id} ${event.kind} ${baseQty.toString()} at ${price.toString()}${paid}`;
    }
    case 'rejected':
      return `${id} rejected ${event.reason}`;
    default:
      return `${id} ${event.kind}`;
  }
}
