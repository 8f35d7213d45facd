import type { AlgoOrder, OrderSide } from '../account/accountTypes.js';
import { amountOf, times, type Amount } from '../account/amounts.js';

/** The range of the price a condition looks at, and where it was last. */
export interface PriceRange {
  readonly low: Amount;
  readonly high: Amount;
  readonly last: Amount;
}

export const rangeAt = (price: Amount): PriceRange => ({ low: price, high: price, last: price });

const whole = amountOf(1);

/** Whether the condition of a stop or a take-profit is met: those of one side look up, those of the other down. */
export function isTriggered(
  { side, type, triggerPrice }: Pick<AlgoOrder, 'side' | 'type' | 'triggerPrice'>,
  { low, high }: PriceRange,
): boolean {
  const isStop = type.startsWith('STOP');
  return (side === 'BUY') === isStop ? high >= triggerPrice : low <= triggerPrice;
}

/** Follows the best price since a trailing stop was activated. */
export class TrailingStop {
  readonly #side: OrderSide;
  readonly #activatePrice: Amount;
  readonly #callbackRatio: Amount;
  #best: Amount | undefined;

  constructor({ side, activatePrice, callbackPct }: Pick<AlgoOrder, 'side' | 'activatePrice' | 'callbackPct'>) {
    this.#side = side;
    this.#activatePrice = activatePrice;
    this.#callbackRatio = callbackPct / 100n;
  }

  isActivated(): boolean {
    return this.#best !== undefined;
  }

  /** Looks at the price; whether it has turned back by the callback rate. */
  follow({ low, high, last }: PriceRange): boolean {
    const isSelling = this.#side === 'SELL';
    const reached = isSelling ? high : low;
    if (this.#best === undefined) {
      const isReached = isSelling ? reached >= this.#activatePrice : reached <= this.#activatePrice;
      if (this.#activatePrice !== 0n && !isReached) return false;
      this.#best = reached;
    }
    if (isSelling ? reached > this.#best : reached < this.#best) this.#best = reached;
    const turn = times(this.#best, isSelling ? whole - this.#callbackRatio : whole + this.#callbackRatio);
    return isSelling ? last <= turn : last >= turn;
  }
}
