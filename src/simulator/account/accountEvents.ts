import type { MarketInstrument } from '../market.js';
import type { Balance } from './accountState.js';
import type { MarginType, Position } from './accountTypes.js';
import { fixedOrZeroText, fixedText, plainText, priceText, type Amount } from './amounts.js';
import type { AccountMargins, PositionMargins } from './margins.js';
import { breakEvenPrice, entryPrice, unrealizedPnl } from './position.js';
import { baseText } from './venueNumbers.js';

/** An event, by the venue's name of its type. */
export interface AccountEvent {
  readonly e: string;
  readonly [field: string]: unknown;
}

/** When an event was sent (`E`) and when what it tells happened (`T`); market time. */
export interface EventTimes {
  readonly eventTimeMs: number;
  readonly atMs: number;
}

/** `ACCOUNT_UPDATE.m`: why balances changed. */
type UpdateReason = 'DEPOSIT' | 'WITHDRAW' | 'ORDER' | 'FUNDING_FEE' | 'MARGIN_TYPE_CHANGE';

export interface AccountChange {
  readonly reason: UpdateReason;
  readonly balances: readonly Balance[];
  /** What the wallet got or lost other than by trading. */
  readonly balanceChange: Amount;
  readonly positions: readonly {
    readonly position: Position;
    readonly instrument: MarketInstrument;
    readonly marginType: MarginType;
    readonly markPrice: Amount;
  }[];
  /** Of a funding fee. */
  readonly symbol?: string;
}

export const accountUpdate = (
  { reason, balances, balanceChange, positions, symbol }: AccountChange,
  { eventTimeMs, atMs }: EventTimes,
): AccountEvent => ({
  e: 'ACCOUNT_UPDATE',
  E: eventTimeMs,
  T: atMs,
  a: {
    m: reason,
    ...(symbol !== undefined && { S: symbol }),
    B: balances.map(({ asset, walletBalance }) => ({
      a: asset,
      wb: fixedText(walletBalance),
      cw: fixedText(walletBalance),
      bc: fixedOrZeroText(balanceChange),
    })),
    // A funding fee of a cross position tells the balance only.
    ...(reason !== 'FUNDING_FEE' && {
      P: positions.map(({ position, instrument, marginType, markPrice }) => ({
        s: position.symbol,
        pa: baseText(position.baseQty, instrument),
        ep: priceText(entryPrice(position)),
        bep: priceText(breakEvenPrice(position)),
        cr: fixedOrZeroText(position.realizedPnl),
        up: fixedText(unrealizedPnl(position, markPrice)),
        mt: marginType === 'ISOLATED' ? 'isolated' : 'cross',
        iw: '0',
        ps: position.side,
      })),
    }),
  },
});

export const marginCall = (
  { walletBalance }: AccountMargins,
  positions: readonly (PositionMargins & { readonly instrument: MarketInstrument })[],
  { eventTimeMs }: EventTimes,
): AccountEvent => ({
  e: 'MARGIN_CALL',
  E: eventTimeMs,
  cw: plainText(walletBalance),
  p: positions.map(({ position, instrument, markPrice, unrealizedPnl: pnl, maintMargin }) => ({
    s: position.symbol,
    ps: position.side,
    pa: baseText(position.baseQty, instrument),
    mt: 'CROSSED',
    iw: '0',
    mp: plainText(markPrice),
    up: plainText(pnl),
    mm: plainText(maintMargin),
  })),
});

export const leverageUpdate = (symbol: string, leverage: number, { eventTimeMs, atMs }: EventTimes): AccountEvent => ({
  e: 'ACCOUNT_CONFIG_UPDATE',
  E: eventTimeMs,
  T: atMs,
  ac: { s: symbol, l: leverage },
});

export const multiAssetsUpdate = (isOn: boolean, { eventTimeMs, atMs }: EventTimes): AccountEvent => ({
  e: 'ACCOUNT_CONFIG_UPDATE',
  E: eventTimeMs,
  T: atMs,
  ai: { j: isOn },
});

/** `E` used to be a text, and may be one again. */
export const listenKeyExpired = (
  listenKey: string,
  eventTime: 'number' | 'string',
  eventTimeMs: number,
): AccountEvent => ({
  e: 'listenKeyExpired',
  E: eventTime === 'string' ? `${eventTimeMs}` : eventTimeMs,
  listenKey,
});
