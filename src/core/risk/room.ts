import { Decimal, maxDecimal } from '../../domain/decimal.js';
import { exposureQuoteAt } from '../positions/money.js';
import type { Position } from '../../domain/position.js';
import type { RefusalKind, RiskAccount, RiskInput } from './riskInput.js';
import type { RiskRules } from './riskRules.js';

/** What one rule still allows to be put into a position, as price × quantity. */
export interface Room {
  readonly rule: Extract<RefusalKind, 'leverage' | 'exposure' | 'symbolExposure' | 'margin'>;
  readonly quote: Decimal;
}

/** What each rule on size still allows; never below 0. Positions count at their last price, entries as if filled. */
export function roomsLeft(
  { signal: { symbol, direction }, live, priceOf }: RiskInput,
  { equityQuote, availableQuote }: RiskAccount,
  rules: RiskRules,
): readonly Room[] {
  const exposure = (concerns: (position: Position) => boolean): Decimal =>
    live
      .filter(concerns)
      .reduce(
        (sum, position) => sum.plus(exposureQuoteAt(position, priceOf(position.symbol) ?? lastKnown(position))),
        Decimal.zero,
      );
  const left = (multiple: number, used: Decimal): Decimal =>
    maxDecimal(equityQuote.times(Decimal.of(multiple)).minus(used), Decimal.zero);
  return [
    {
      rule: 'leverage',
      quote: left(
        rules.maxLeverage,
        exposure(() => true),
      ),
    },
    {
      rule: 'exposure',
      quote: left(
        rules.maxDirectionExposure,
        exposure((position) => position.direction === direction),
      ),
    },
    {
      rule: 'symbolExposure',
      quote: left(
        rules.maxSymbolExposure,
        exposure((position) => position.symbol === symbol),
      ),
    },
    { rule: 'margin', quote: maxDecimal(availableQuote.times(Decimal.of(rules.maxLeverage)), Decimal.zero) },
  ];
}

const lastKnown = ({ intent, enteredBaseQty, entryQuote }: Position): Decimal =>
  intent?.referencePrice ?? (enteredBaseQty.isZero ? Decimal.zero : entryQuote.dividedBy(enteredBaseQty, 8, 'up'));
