import type { PositionEvent, PositionRules } from '../../../src/core/positions/positionEvent.js';
import { openPosition, reducePosition, type PositionStep } from '../../../src/core/positions/reducePosition.js';
import { Decimal } from '../../../src/domain/decimal.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import type { ClientOrderId, KnownOrder, OrderEvent, OrderFill } from '../../../src/domain/order.js';
import type { EntryIntent, OrderCommand, Position, PositionState } from '../../../src/domain/position.js';

export const d = (value: string | number): Decimal => Decimal.of(value);

export const positionRules: PositionRules = {
  maxUnprotectedMs: 5_000,
  entryTimeoutMs: 60_000,
  retryAfterMs: 1_000,
  maxAttempts: 3,
  exitOnSignal: 'turned',
  forgetAfterMs: 3_600_000,
};

const signalId = 'cbf29ce484222325';
const symbol = instrumentSymbol('BTCUSDT');

/** Ten of BTCUSDT, long at market around 100; stop at 95, a fifth out at 105, two fifths at 110. */
export const intent = (given: Partial<EntryIntent> = {}): EntryIntent => ({
  signalId,
  symbol,
  quoteAsset: 'USDT',
  direction: 'long',
  baseQty: d(10),
  limitPrice: undefined,
  referencePrice: d(100),
  stopPrice: d(95),
  targets: [
    { price: d(105), baseQty: d(2) },
    { price: d(110), baseQty: d(4) },
  ],
  trailing: { fromPrice: d(103), distanceRatio: d('0.02'), stepQuote: d('0.5') },
  timeoutMs: 600_000,
  tickSize: d('0.1'),
  stepSize: d('1'),
  riskQuote: d(50),
  ...given,
});

/** `e`, `s1`, `t0.1`, `x1`: the client id of an order of the position. */
export const orderId = (name: string, id = signalId): ClientOrderId => `cw-${id}-${name}` as ClientOrderId;

let trades = 0;

/** A fill with a trade id of its own, unless one is given. */
export const fill = (baseQty: string | number, price: string | number, given: Partial<OrderFill> = {}): OrderFill => ({
  tradeId: `trade ${(trades += 1)}`,
  baseQty: d(baseQty),
  price: d(price),
  fee: { asset: 'USDT', amount: d('0.04') },
  isMaker: false,
  ...given,
});

type EventWords = OrderEvent extends infer E
  ? E extends OrderEvent
    ? Omit<E, 'clientOrderId' | 'symbol' | 'exchangeTimeMs'>
    : never
  : never;

/** What the exchange says of the order with this name. */
export const said = (name: string, words: EventWords, atMs = 0): PositionEvent => ({
  kind: 'order',
  atMs,
  event: { clientOrderId: orderId(name), symbol, exchangeTimeMs: atMs, ...words } as OrderEvent,
});

export const acknowledged = (name: string, atMs = 0): PositionEvent => said(name, { kind: 'acknowledged' }, atMs);

export const filled = (name: string, baseQty: string | number, price: string | number, atMs = 0): PositionEvent =>
  said(name, { kind: 'filled', fill: fill(baseQty, price), filledBaseQty: d(baseQty) }, atMs);

export const reconciled = (
  name: string,
  status: KnownOrder['status'],
  fills: readonly OrderFill[] = [],
  atMs = 0,
): PositionEvent => {
  const filledBaseQty = fills.reduce((sum, { baseQty }) => sum.plus(baseQty), Decimal.zero);
  return { kind: 'reconciled', atMs, order: { clientOrderId: orderId(name), symbol, status, filledBaseQty, fills } };
};

/** The position after these events, and the step of the last. */
export function after(
  begin: PositionStep | Position,
  events: readonly PositionEvent[],
  rules: PositionRules = positionRules,
): PositionStep {
  const first: PositionStep =
    'position' in begin ? begin : { position: begin, commands: [], problems: [], notices: [] };
  return events.reduce((step, event) => reducePosition(rules)(step.position, event), first);
}

const opened = [
  acknowledged('e'),
  filled('e', 10, 100),
  acknowledged('s1'),
  acknowledged('t0.1'),
  acknowledged('t1.1'),
];
const closing = [...opened, { kind: 'killed', atMs: 0 } as const, acknowledged('x1')];

const ways: Readonly<Record<PositionState, readonly PositionEvent[]>> = {
  pending: [acknowledged('e')],
  open: opened,
  closing,
  closed: [
    ...closing,
    filled('x1', 10, 101),
    ...['s1', 't0.1', 't1.1'].map((name) => said(name, { kind: 'cancelled', filledBaseQty: d(0) })),
  ],
  rejected: [said('e', { kind: 'rejected', reason: 'margin', message: 'Margin is insufficient.' })],
  orphaned: [...opened, { kind: 'orphaned', atMs: 0, positionId: signalId }],
};

/** A position in a state, with all of its orders confirmed. */
export const positionIn = (state: PositionState): Position => after(openPosition(intent(), 0), ways[state]).position;

/** `place s2 10 at 97`, `cancel t0.1`, `query e`. */
export function commandInWords(command: OrderCommand): string {
  const name = (id: ClientOrderId): string => id.replace(/^cw-[^-]*-/, '');
  if (command.kind !== 'place') return `${command.kind} ${name(command.clientOrderId)}`;
  const { order } = command;
  const price = 'triggerPrice' in order ? order.triggerPrice : 'price' in order ? order.price : undefined;
  return `place ${name(order.clientOrderId)} ${order.baseQty.toString()}${price ? ` at ${price.toString()}` : ''}`;
}
