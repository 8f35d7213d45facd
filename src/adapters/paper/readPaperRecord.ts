import { z } from 'zod';
import { Decimal } from '../../domain/decimal.js';
import type { PaperRecord } from './paperState.js';

const decimalText = z.string().refine((text) => {
  try {
    return Decimal.of(text).places >= 0;
  } catch {
    return false;
  }
});
const symbol = z.string().min(1);
const basics = {
  clientOrderId: z.string().min(1),
  symbol,
  side: z.enum(['buy', 'sell']),
  baseQty: decimalText,
  isReduceOnly: z.boolean(),
};
const requestSchema = z.discriminatedUnion('type', [
  z.object({ ...basics, type: z.literal('market') }),
  z.object({
    ...basics,
    type: z.literal('limit'),
    price: decimalText,
    timeInForce: z.enum(['gtc', 'ioc', 'gtx']),
  }),
  z.object({ ...basics, type: z.enum(['stopMarket', 'takeProfitMarket']), triggerPrice: decimalText }),
]);
const fillSchema = z.object({
  tradeId: z.string(),
  baseQty: decimalText,
  price: decimalText,
  fee: z.object({ asset: z.string(), amount: decimalText }).optional(),
  isMaker: z.boolean(),
});
const recordSchema = z.object({
  walletQuote: decimalText,
  tradeCount: z.number().int().min(0),
  holdings: z.array(z.object({ symbol, baseQty: decimalText, costQuote: decimalText })),
  orders: z.array(
    z.object({
      request: requestSchema,
      status: z.enum(['working', 'filled', 'cancelled', 'rejected', 'expired']),
      isTriggered: z.boolean(),
      fills: z.array(fillSchema),
    }),
  ),
});

/** An account on paper out of a file; `undefined` for what is none. */
export const readPaperRecord = (value: unknown): PaperRecord | undefined =>
  // Symbols and ids are text with a brand, which a schema does not know.
  recordSchema.safeParse(value).data as PaperRecord | undefined;
