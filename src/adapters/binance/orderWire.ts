/**
 * What Binance USD-M futures says about single orders, as far as Candlewick reads it. Amounts stay the texts that they are
 * on the wire. Fields that are not named here are tolerated, and those that are not essential may be absent.
 */
import { z } from 'zod';
import { algoUpdateSchema, orderUpdateSchema } from './accountWire.js';
import { decimalText, epochMs, idText, nonNegativeText } from './wireFields.js';

/**
 * `GET /fapi/v1/order`.
 *
 *   {"orderId":22542179,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"nsb-000123","price":"83000.00",
 *    "origQty":"0.010","executedQty":"0.000","cumQty":"0.000","timeInForce":"GTC","type":"LIMIT","reduceOnly":false,
 *    "closePosition":false,"side":"BUY","positionSide":"BOTH","updateTime":1790771372500}
 */
export const orderReplySchema = z.object({
  orderId: idText,
  status: z.string(),
  origQty: nonNegativeText,
  executedQty: nonNegativeText,
});
export type OrderReply = z.infer<typeof orderReplySchema>;

/** `POST /fapi/v1/order`, which was acknowledged, whatever else is said, and `DELETE`. */
export const placedSchema = z.object({ orderId: idText, updateTime: epochMs.optional() });
export const cancelledSchema = placedSchema.extend({ executedQty: nonNegativeText.optional() });
export type CancelledReply = z.infer<typeof cancelledSchema>;

/**
 * `GET /fapi/v1/algoOrder`. `actualOrderId`, the order it became, is empty or absent before the trigger.
 *
 *   {"algoId":1000000033225453,"clientAlgoId":"nsb-sl-1","algoType":"CONDITIONAL","orderType":"STOP_MARKET",
 *    "symbol":"BTCUSDT","side":"SELL","positionSide":"BOTH","timeInForce":"GTC","quantity":"0.010","algoStatus":"NEW",
 *    "triggerPrice":"82000.00","price":"0","reduceOnly":true,"createTime":1790771372600,"updateTime":1790771372600,
 *    "actualOrderId":""}
 */
export const algoReplySchema = z.object({
  algoStatus: z.string(),
  actualOrderId: z.union([idText, z.literal('')]).nullish(),
});
export type AlgoReply = z.infer<typeof algoReplySchema>;

/** `POST /fapi/v1/algoOrder`. */
export const placedAlgoSchema = z.object({ algoId: idText, updateTime: epochMs.optional() });

/**
 * `DELETE /fapi/v1/algoOrder`. The code is text here.
 *
 *   {"algoId":2146760,"clientAlgoId":"nsb-sl-1","code":"200","msg":"success"}
 */
export const algoCancelSchema = z.object({ algoId: idText });

/**
 * `GET /fapi/v1/userTrades`.
 *
 *   [{"buyer":true,"commission":"0.16600000","commissionAsset":"USDT","id":8132505700,"maker":true,
 *    "orderId":22542179,"price":"83000.00","qty":"0.010","quoteQty":"830.00000000","realizedPnl":"0","side":"BUY",
 *    "positionSide":"BOTH","symbol":"BTCUSDT","time":1790771372505}]
 */
export const userTradesSchema = z.array(
  z.object({
    id: idText,
    orderId: idText,
    price: nonNegativeText,
    qty: nonNegativeText,
    commission: decimalText.nullish(),
    commissionAsset: z.string().nullish(),
    maker: z.boolean().default(false),
  }),
);
export type UserTrade = z.infer<typeof userTradesSchema>[number];

/**
 * `GET /fapi/v1/accountConfig`.
 *
 *   {"feeTier":0,"canTrade":true,"canDeposit":true,"canWithdraw":true,"dualSidePosition":false,"updateTime":0,
 *    "multiAssetsMargin":false,"tradeGroupId":-1}
 */
export const accountConfigSchema = z.object({ canTrade: z.boolean(), dualSidePosition: z.boolean() });
export type AccountConfig = z.infer<typeof accountConfigSchema>;

/** As the account feed reads it, and why an order has expired: `er`, a number as text. */
export const orderEventSchema = orderUpdateSchema.extend({
  o: orderUpdateSchema.shape.o.extend({ er: z.union([z.string(), z.int()]).transform(String).default('0') }),
});
export type OrderEventWords = z.infer<typeof orderEventSchema>;

export const algoEventSchema = algoUpdateSchema;
