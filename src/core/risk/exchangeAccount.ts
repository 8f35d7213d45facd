import type { AccountState } from '../../domain/account.js';
import { Decimal, sumDecimals } from '../../domain/decimal.js';
import type { HeldPosition } from '../../domain/order.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { RiskAccount } from './riskInput.js';

export interface ExchangeAccountFacts {
  /** Wallet and profits in other assets do not count. */
  readonly quoteAsset: string;
  /** What is held is taken to need its worth by this as margin, as new positions will. */
  readonly maxLeverage: number;
  readonly held: readonly HeldPosition[];
  readonly quoteAssetOf: (symbol: InstrumentSymbol) => string | undefined;
  /** The last price of a symbol; without one what is held counts at its entry price. */
  readonly priceOf: (symbol: InstrumentSymbol) => Decimal | undefined;
}

/** Venues tell money to so many places. */
const moneyPlaces = 8;

/** An account at an exchange as the rules of risk see it, at the last prices. It is known up to what it was told or read last. */
export function exchangeAccount(
  { status, balances, reconciledAtMs, lastEventTimeMs }: AccountState,
  { quoteAsset, maxLeverage, held, quoteAssetOf, priceOf }: ExchangeAccountFacts,
): RiskAccount {
  const counted = held.filter(({ symbol }) => quoteAssetOf(symbol) === quoteAsset);
  const at = ({ symbol, entryPrice }: HeldPosition): Decimal => priceOf(symbol) ?? entryPrice;
  const profit = sumDecimals(counted.map((each) => each.baseQty.times(at(each).minus(each.entryPrice))));
  const worth = sumDecimals(counted.map((each) => each.baseQty.abs().times(at(each))));
  const equityQuote = Decimal.of(balances.get(quoteAsset)?.walletBalance ?? 0).plus(profit);
  return {
    status,
    knownAtMs: Math.max(reconciledAtMs, lastEventTimeMs),
    equityQuote,
    availableQuote: equityQuote.minus(worth.dividedBy(Decimal.of(maxLeverage), moneyPlaces, 'up')),
    held,
  };
}
