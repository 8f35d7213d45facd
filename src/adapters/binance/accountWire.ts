/**
 * What Binance USD-M futures tells an account, over `/private/ws` and over REST, as far as Candlewick reads it. Fields
 * that are not named here are tolerated everywhere, and those that are not essential may be absent.
 */
import { z } from 'zod';
import { count, decimalText, epochMs, eventTimeMs, idText, nonNegativeText, symbol } from './wireFields.js';

const side = z.enum(['BUY', 'SELL']);
const positionSide = z.enum(['BOTH', 'LONG', 'SHORT']).default('BOTH');
const amount = decimalText.default('0');
const isSet = z.boolean().default(false);
/** Three spellings are on record: `cross`, `crossed`, `CROSSED`. */
const marginMode = z.string().regex(/^(cross(ed)?|isolated)$/i, { error: 'expected cross or isolated' });

const eventFields = { E: eventTimeMs, T: eventTimeMs.optional() };

/** Every event: its name and when it was sent. */
export const accountEventSchema = z.object({ e: z.string(), ...eventFields });

/**
 * `N` and `n`, asset and amount of the commission, are null or absent without one.
 *
 *   {"e":"ORDER_TRADE_UPDATE","E":1790771372510,"T":1790771372505,"o":{"s":"BTCUSDT","c":"nsb-000123","S":"BUY",
 *    "o":"LIMIT","f":"GTC","q":"0.010","p":"83000.00","ap":"83000.00","sp":"0","x":"TRADE","X":"FILLED","i":22542179,
 *    "l":"0.010","z":"0.010","L":"83000.00","N":"USDT","n":"0.16600000","T":1790771372505,"t":8132505700,"b":"0",
 *    "a":"0","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"rp":"0","V":"NONE","er":"0"}}
 */
export const orderUpdateSchema = z.object({
  ...eventFields,
  o: z.object({
    s: symbol,
    c: z.string(),
    S: side,
    o: z.string(),
    f: z.string().default(''),
    q: nonNegativeText,
    p: amount,
    ap: amount,
    x: z.string(),
    X: z.string(),
    i: idText,
    l: amount,
    z: amount,
    L: amount,
    N: z.string().nullish(),
    n: decimalText.nullish(),
    T: epochMs,
    t: idText.default('0'),
    m: isSet,
    R: isSet,
    ps: positionSide,
    cp: isSet,
    rp: amount,
  }),
});
export type OrderUpdateEvent = z.infer<typeof orderUpdateSchema>;

const positionSchema = z.object({
  s: symbol,
  pa: decimalText,
  ep: amount,
  bep: amount,
  up: amount,
  mt: marginMode,
  iw: amount,
  ps: positionSide,
});

/**
 * Only what changed. `S` names the symbol of a funding fee.
 *
 *   {"e":"ACCOUNT_UPDATE","E":1790771372512,"T":1790771372505,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"4999.83400000",
 *    "cw":"4999.83400000","bc":"0"}],"P":[{"s":"BTCUSDT","pa":"0.010","ep":"83000.0","bep":"83016.6","cr":"0",
 *    "up":"0.60200000","mt":"cross","iw":"0","ps":"BOTH"}]}}
 */
export const accountUpdateSchema = z.object({
  ...eventFields,
  T: eventTimeMs,
  a: z.object({
    m: z.string(),
    S: symbol.optional(),
    B: z.array(z.object({ a: z.string(), wb: decimalText, cw: decimalText, bc: amount })).default([]),
    P: z.array(positionSchema).default([]),
  }),
});
export type AccountUpdateEvent = z.infer<typeof accountUpdateSchema>;

/**
 * `ai`, the order it became, is empty before the trigger; `rm` says why that was refused.
 *
 *   {"e":"ALGO_UPDATE","T":1790771400030,"E":1790771400037,"o":{"caid":"nsb-sl-1","aid":1000000033225453,
 *    "at":"CONDITIONAL","o":"STOP_MARKET","s":"BTCUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.010","X":"TRIGGERED",
 *    "ai":"88937381063","ap":"0","aq":"0","act":"MARKET","tp":"82000.00","p":"0","V":"EXPIRE_MAKER","wt":"MARK_PRICE",
 *    "pm":"NONE","cp":false,"pP":false,"R":true,"tt":1790771400019,"gtd":0,"rm":"","ia":false}}
 */
export const algoUpdateSchema = z.object({
  ...eventFields,
  T: eventTimeMs,
  o: z.object({
    caid: z.string(),
    aid: idText,
    o: z.string(),
    s: symbol,
    S: side,
    ps: positionSide,
    f: z.string().default(''),
    q: amount,
    X: z.string(),
    ai: z.union([idText, z.literal('')]).default(''),
    tp: amount,
    p: amount,
    cp: isSet,
    R: isSet,
    rm: z.string().default(''),
  }),
});
export type AlgoUpdateEvent = z.infer<typeof algoUpdateSchema>;

/**
 *   {"e":"TRADE_LITE","E":1790771372508,"T":1790771372505,"s":"BTCUSDT","q":"0.010","p":"83000.00","m":true,
 *    "c":"nsb-000123","S":"BUY","L":"83000.00","l":"0.010","t":8132505700,"i":22542179}
 */
export const tradeLiteSchema = z.object({
  ...eventFields,
  T: eventTimeMs,
  s: symbol,
  m: isSet,
  c: z.string(),
  S: side,
  L: nonNegativeText,
  l: nonNegativeText,
  t: idText,
  i: idText,
});
export type TradeLiteEvent = z.infer<typeof tradeLiteSchema>;

/**
 *   {"e":"MARGIN_CALL","E":1790771500000,"cw":"3.16812045","p":[{"s":"ETHUSDT","ps":"LONG","pa":"1.327",
 *    "mt":"CROSSED","iw":"0","mp":"3187.17","up":"-1.166074","mm":"1.614445"}]}
 */
export const marginCallSchema = z.object({
  ...eventFields,
  cw: decimalText.optional(),
  p: z.array(
    z.object({
      s: symbol,
      ps: positionSide,
      pa: decimalText,
      mt: marginMode,
      iw: amount,
      mp: nonNegativeText,
      up: amount,
      mm: amount,
    }),
  ),
});
export type MarginCallEvent = z.infer<typeof marginCallSchema>;

/**
 * `ac` when a symbol's leverage changed, `ai` when the account's mode did.
 *
 *   {"e":"ACCOUNT_CONFIG_UPDATE","E":1790771600000,"T":1790771599998,"ac":{"s":"BTCUSDT","l":25}}
 *   {"e":"ACCOUNT_CONFIG_UPDATE","E":1790771600000,"T":1790771599998,"ai":{"j":true}}
 */
export const accountConfigSchema = z.union(
  [
    z.object({ ...eventFields, ac: z.object({ s: symbol, l: z.int().positive() }) }),
    z.object({ ...eventFields, ai: z.object({ j: z.boolean() }) }),
  ],
  { error: 'expected ac (symbol and leverage) or ai (mode)' },
);
export type AccountConfigEvent = z.infer<typeof accountConfigSchema>;

/** `POST` and `PUT /fapi/v1/listenKey`: `{"listenKey":"<64 characters>"}`. Some answers to `PUT` are empty objects. */
export const listenKeySchema = z.object({ listenKey: z.string().min(1) });
export const renewedKeySchema = z.object({ listenKey: z.string().optional() });
export const anyObjectSchema = z.looseObject({});

/**
 * `GET /fapi/v3/account`, its assets.
 *
 *   {"assets":[{"asset":"USDT","walletBalance":"4999.83400000","crossWalletBalance":"4999.83400000",
 *    "updateTime":1790771372505}]}
 */
export const accountSchema = z.object({
  assets: z.array(
    z.object({ asset: z.string(), walletBalance: decimalText, crossWalletBalance: decimalText, updateTime: count }),
  ),
});
export type AccountReply = z.infer<typeof accountSchema>;

/**
 * `GET /fapi/v3/positionRisk`: symbols with a position or an open order. It does not say the margin mode; only an
 * isolated position has a wallet of its own.
 *
 *   [{"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"0.010","entryPrice":"83000.0","breakEvenPrice":"83016.6",
 *    "markPrice":"83060.2","unRealizedProfit":"0.60200000","isolatedWallet":"0","updateTime":1790771372505}]
 */
export const positionRiskSchema = z.array(
  z.object({
    symbol,
    positionSide,
    positionAmt: decimalText,
    entryPrice: amount,
    breakEvenPrice: amount,
    unRealizedProfit: amount,
    isolatedWallet: amount,
    updateTime: count,
  }),
);
export type PositionRisk = z.infer<typeof positionRiskSchema>[number];

/**
 * `GET /fapi/v1/openOrders`.
 *
 *   [{"orderId":22542179,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"nsb-000123","price":"83000.00",
 *    "avgPrice":"0.00","origQty":"0.010","executedQty":"0.000","timeInForce":"GTC","type":"LIMIT","reduceOnly":false,
 *    "closePosition":false,"side":"BUY","positionSide":"BOTH","updateTime":1790771372500}]
 */
export const openOrdersSchema = z.array(
  z.object({
    orderId: idText,
    symbol,
    status: z.string(),
    clientOrderId: z.string(),
    price: amount,
    avgPrice: amount,
    origQty: nonNegativeText,
    executedQty: amount,
    timeInForce: z.string().default(''),
    type: z.string(),
    reduceOnly: isSet,
    closePosition: isSet,
    side,
    positionSide,
    updateTime: count,
  }),
);
export type OpenOrder = z.infer<typeof openOrdersSchema>[number];

/**
 * `GET /fapi/v1/openAlgoOrders`. The type is called `orderType`.
 *
 *   [{"algoId":1000000033225453,"clientAlgoId":"nsb-sl-1","algoType":"CONDITIONAL","orderType":"STOP_MARKET",
 *    "symbol":"BTCUSDT","side":"SELL","positionSide":"BOTH","timeInForce":"GTC","quantity":"0.010","algoStatus":"NEW",
 *    "triggerPrice":"82000.00","price":"0","closePosition":false,"reduceOnly":true,"createTime":1790771372600,
 *    "updateTime":1790771372600,"actualOrderId":""}]
 */
export const openAlgoOrdersSchema = z.array(
  z.object({
    algoId: idText,
    clientAlgoId: z.string(),
    orderType: z.string(),
    symbol,
    side,
    positionSide,
    timeInForce: z.string().default(''),
    quantity: amount,
    algoStatus: z.string(),
    triggerPrice: amount,
    price: amount,
    closePosition: isSet,
    reduceOnly: isSet,
    updateTime: count,
    actualOrderId: z.union([idText, z.literal('')]).nullish(),
  }),
);
export type OpenAlgoOrder = z.infer<typeof openAlgoOrdersSchema>[number];
