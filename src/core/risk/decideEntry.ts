import { Decimal, minDecimal } from '../../domain/decimal.js';
import type { EntryIntent } from '../../domain/position.js';
import {
  areWindowsSound,
  isAccountKnown,
  isMarketKnown,
  isNotLocked,
  isNotStopped,
  isPlaceLeft,
  isSignalFresh,
  isSignalNew,
  isSymbolFree,
  type RiskGate,
} from './conditions.js';
import { isDayNotLost, isNotCoolingDown } from './losses.js';
import { planPrices } from './plan.js';
import { refusal, type RiskInput, type RiskMarket, type RiskAccount, type RiskRefusal } from './riskInput.js';
import type { TradingRules } from './riskRules.js';
import { roomsLeft, type Room } from './room.js';

/** What becomes of a signal: an order to be placed, or why there is none. */
export type EntryDecision =
  | { readonly kind: 'intent'; readonly intent: EntryIntent }
  | { readonly kind: 'refused'; readonly refusal: RiskRefusal };

/** In the order in which they are asked: what is not certain comes before what is not wanted. */
const gates: readonly RiskGate[] = [
  isSignalNew,
  isNotStopped,
  isSignalFresh,
  isAccountKnown,
  isMarketKnown,
  areWindowsSound,
  isSymbolFree,
  isPlaceLeft,
  isDayNotLost,
  isNotCoolingDown,
  isNotLocked,
];

/**
 * Whether a signal is traded, and how large. The size is what risk per trade allows, cut to what the tightest other rule
 * leaves, and rounded down to the step of the instrument. Pure and exact: no number is rounded but to the instrument's steps.
 */
export function decideEntry(input: RiskInput, rules: TradingRules): EntryDecision {
  for (const gate of gates) {
    const found = gate(input, rules.risk);
    if (found) return { kind: 'refused', refusal: found };
  }
  const { account, market } = input;
  if (!account || !market) throw new TypeError('a signal passed the gates without account and market');
  return sized(input, account, market, rules);
}

function sized(input: RiskInput, account: RiskAccount, market: RiskMarket, rules: TradingRules): EntryDecision {
  const { signal } = input;
  const { instrument, price } = market;
  const [tickSize, stepSize] = [Decimal.of(instrument.tickSize), Decimal.of(instrument.stepSize)];
  const prices = planPrices(price, signal.direction, tickSize, rules);
  const { entryPrice, stopPrice } = prices;
  const distance = entryPrice.minus(stopPrice).abs();
  const isUsable = entryPrice.sign > 0 && stopPrice.sign > 0 && distance.sign > 0;
  if (!isUsable) return refused('quantity', 'one step of its price is more than the distance of its stop');
  const isGain = (target: Decimal): boolean =>
    signal.direction === 'long' ? target.isAbove(entryPrice) : target.isBelow(entryPrice);
  if (!prices.targets.every(({ price: target }) => isGain(target)))
    return refused('quantity', 'one step of its price is more than the distance of a target');
  const riskQuote = account.equityQuote.times(Decimal.of(rules.risk.riskRatio));
  if (riskQuote.sign <= 0) return refused('margin', `the equity is ${account.equityQuote.toString()}`);
  const tightest = roomsLeft(input, account, rules.risk).reduce((a, b) => (b.quote.isBelow(a.quote) ? b : a));
  const byRisk = riskQuote.dividedBy(distance, 18, 'down');
  const byRoom = tightest.quote.dividedBy(entryPrice, 18, 'down');
  const baseQty = atMost(instrument.maxMarketBaseQty, minDecimal(byRisk, byRoom)).roundTo(stepSize, 'down');
  const notional = baseQty.times(entryPrice);
  if (baseQty.isZero || notional.isBelow(Decimal.of(instrument.minNotionalQuote))) {
    return byRoom.isBelow(byRisk)
      ? refused(tightest.rule, tooLittle(tightest))
      : refused(
          baseQty.isZero ? 'quantity' : 'minNotional',
          `its risk allows ${notional.toString()}, the exchange takes ${instrument.minNotionalQuote} and more`,
        );
  }
  return {
    kind: 'intent',
    intent: {
      signalId: signal.id,
      symbol: signal.symbol,
      quoteAsset: instrument.quoteAsset,
      direction: signal.direction,
      baseQty,
      limitPrice: prices.limitPrice,
      referencePrice: price,
      stopPrice,
      targets: prices.targets
        .map(({ price: target, share }) => ({ price: target, baseQty: baseQty.times(share).roundTo(stepSize, 'down') }))
        .filter((target) => !target.baseQty.isZero),
      trailing: prices.trailing,
      timeoutMs: prices.timeoutMs,
      tickSize,
      stepSize,
      riskQuote: baseQty.times(distance),
    },
  };
}

/** No more than one order at market can close again: a stop or an exit beyond that is refused. */
const atMost = (limit: number | undefined, baseQty: Decimal): Decimal =>
  limit === undefined ? baseQty : minDecimal(baseQty, Decimal.of(limit));

const inWords: Readonly<Record<Room['rule'], string>> = {
  leverage: 'the leverage of all positions',
  exposure: 'the exposure in its direction',
  symbolExposure: 'the exposure in its symbol',
  margin: 'the margin that is available',
};

const tooLittle = ({ rule, quote }: Room): string => `${inWords[rule]} leaves ${quote.toString()}, too little`;

const refused = (kind: RiskRefusal['kind'], reason: string): EntryDecision => ({
  kind: 'refused',
  refusal: refusal(kind, reason),
});
