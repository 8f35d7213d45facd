import { Decimal } from '../../domain/decimal.js';
import type { EntryIntent } from '../../domain/position.js';
import type { Direction } from '../../domain/signal.js';
import type { EntryRules, ExitRules } from './riskRules.js';

/** Prices of a position before its size is known, on the ticks of the instrument. */
export type PricePlan = Pick<EntryIntent, 'limitPrice' | 'stopPrice' | 'trailing' | 'timeoutMs'> & {
  /** Where it is entered, as far as is known. */
  readonly entryPrice: Decimal;
  readonly targets: readonly { readonly price: Decimal; readonly share: Decimal }[];
};

/**
 * Where a position at `price` is entered and where it ends. A stop is rounded away from the entry and a target toward it,
 * so that rounding never leaves a position with none; a limit price is rounded to the better side.
 */
export function planPrices(
  price: Decimal,
  direction: Direction,
  tickSize: Decimal,
  { entry, exits }: { readonly entry: EntryRules; readonly exits: ExitRules },
): PricePlan {
  const isLong = direction === 'long';
  /** `ratio` above 0 is in favour of the position. */
  const at = (base: Decimal, ratio: number): Decimal =>
    base.times(Decimal.one.plus(Decimal.of(isLong ? ratio : -ratio)));
  const down = isLong ? 'down' : 'up';
  const limitPrice = entry.type === 'limit' ? at(price, -entry.limitOffsetRatio).roundTo(tickSize, down) : undefined;
  const entryPrice = limitPrice ?? price;
  const { trailing } = exits;
  return {
    entryPrice,
    limitPrice,
    stopPrice: at(entryPrice, -exits.stopRatio).roundTo(tickSize, down),
    targets: exits.targets.map(({ distanceRatio, share }) => ({
      price: at(entryPrice, distanceRatio).roundTo(tickSize, down),
      share: Decimal.of(share),
    })),
    trailing: trailing && {
      fromPrice: at(entryPrice, trailing.fromRatio),
      distanceRatio: Decimal.of(trailing.distanceRatio),
      stepQuote: entryPrice.times(Decimal.of(trailing.stepRatio)),
    },
    timeoutMs: exits.timeoutMs,
  };
}
