import { z } from 'zod';
import { Decimal } from '../../domain/decimal.js';
import type { OrderRequest } from '../../domain/order.js';
import type { Position } from '../../domain/position.js';
import type { KeptTrading } from '../../ports/tradingMemory.js';

/** Of what a file holds. Another number is another format. */
const version = 1;

const decimal = z.string().transform((text, context) => {
  try {
    return Decimal.of(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not a decimal number' });
    return z.NEVER;
  }
});
const atMs = z.number();
const text = z.string().min(1);
const direction = z.enum(['long', 'short']);
const basics = {
  clientOrderId: text,
  symbol: text,
  side: z.enum(['buy', 'sell']),
  baseQty: decimal,
  isReduceOnly: z.boolean(),
};
const requestSchema = z
  .discriminatedUnion('type', [
    z.object({ ...basics, type: z.literal('market') }),
    z.object({ ...basics, type: z.literal('limit'), price: decimal, timeInForce: z.enum(['gtc', 'ioc', 'gtx']) }),
    z.object({ ...basics, type: z.enum(['stopMarket', 'takeProfitMarket']), triggerPrice: decimal }),
  ])
  .transform((request) => request as OrderRequest);
const orderSchema = z.object({
  request: requestSchema,
  role: z.enum(['entry', 'stop', 'target', 'exit']),
  rung: z.number().int().min(0),
  attempt: z.number().int().min(1),
  status: z.enum(['sent', 'working', 'unknown', 'ended']),
  endedAs: z.enum(['filled', 'cancelled', 'rejected', 'expired', 'notFound']).optional(),
  isCancelling: z.boolean(),
  filledBaseQty: decimal,
  tradeIds: z.array(z.string()),
  toldAtMs: atMs,
});
const intentSchema = z.object({
  signalId: text,
  symbol: text,
  quoteAsset: text,
  direction,
  baseQty: decimal,
  limitPrice: decimal.optional(),
  referencePrice: decimal,
  stopPrice: decimal,
  targets: z.array(z.object({ price: decimal, baseQty: decimal })),
  trailing: z.object({ fromPrice: decimal, distanceRatio: decimal, stepQuote: decimal }).optional(),
  timeoutMs: z.number().optional(),
  tickSize: decimal,
  stepSize: decimal,
  riskQuote: decimal,
});
const positionSchema = z
  .object({
    id: text,
    symbol: text,
    direction,
    state: z.enum(['pending', 'open', 'closing', 'closed', 'rejected', 'orphaned']),
    intent: intentSchema.optional(),
    orders: z.array(orderSchema),
    enteredBaseQty: decimal,
    exitedBaseQty: decimal,
    entryQuote: decimal,
    exitQuote: decimal,
    feesQuote: decimal,
    otherFees: z.record(z.string(), decimal),
    stopPrice: decimal,
    bestPrice: decimal.optional(),
    exitCause: z
      .enum(['stop', 'trailingStop', 'target', 'timeout', 'signal', 'killSwitch', 'unprotected', 'lateFill'])
      .optional(),
    rejection: z.string().optional(),
    createdAtMs: atMs,
    openedAtMs: atMs.optional(),
    endedAtMs: atMs.optional(),
    unprotectedSinceMs: atMs.optional(),
  })
  // What is absent is `undefined`, and a brand is text.
  .transform((position) => position as unknown as Position);
const fileSchema = z.object({
  version: z.literal(version),
  atMs,
  isStopped: z.boolean(),
  live: z.array(positionSchema),
  ended: z.array(positionSchema),
  account: z.unknown(),
});

/** A position never changes, so its text is made once. */
const texts = new WeakMap<Position, string>();

function textOf(position: Position): string {
  const known = texts.get(position);
  if (known !== undefined) return known;
  const made = JSON.stringify(position);
  texts.set(position, made);
  return made;
}

/** What is kept, as the text of a file: one position a line. */
export function encodeTrading({ atMs: at, isStopped, live, ended, account }: KeptTrading): string {
  const list = (positions: readonly Position[]): string => `[\n${positions.map(textOf).join(',\n')}\n]`;
  const head = JSON.stringify({ version, atMs: at, isStopped }).slice(0, -1);
  return `${head},\n"live":${list(live)},\n"ended":${list(ended)},\n"account":${JSON.stringify(account ?? null)}}\n`;
}

/** Reads it back; `undefined` for anything that was not written here. Never throws. */
export function decodeTrading(content: string): KeptTrading | undefined {
  try {
    const { version: _, ...kept } = fileSchema.parse(JSON.parse(content));
    return { ...kept, account: kept.account };
  } catch {
    return undefined;
  }
}
