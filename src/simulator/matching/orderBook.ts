import { amountOfUnits, smaller, type Amount } from '../account/amounts.js';
import type { OrderSide } from '../account/accountTypes.js';
import type { BestPrices } from '../bookTickerText.js';
import type { MarketInstrument } from '../market.js';

/** A part of an order, and the price it gets. */
export interface Match {
  readonly baseQty: Amount;
  readonly price: Amount;
}

const depth = 24;

/**
 * What stands in the book, from the best price on: each level is a spread further away and twice as deep as the one before.
 * It is as full for every order as for the first.
 */
export class OrderBook {
  readonly #instrument: MarketInstrument;
  readonly #best: BestPrices;

  constructor(instrument: MarketInstrument, best: BestPrices) {
    this.#instrument = instrument;
    this.#best = best;
  }

  /** The best price an order of this side would get. */
  best(side: OrderSide): Amount {
    return amountOfUnits(side === 'BUY' ? this.#best.ask : this.#best.bid, this.#instrument.price);
  }

  /** What an order takes, best price first; less than its quantity when there is no more at its limit. */
  take(side: OrderSide, baseQty: Amount, limit: Amount): Match[] {
    const matches: Match[] = [];
    let left = baseQty;
    for (let level = 0; level < depth && left > 0n; level += 1) {
      const price = this.#price(side, level);
      if (price <= 0n || (side === 'BUY' ? price > limit : price < limit)) break;
      const taken = smaller(left, amountOfUnits(this.#best.quantity, this.#instrument.baseVolume) << BigInt(level));
      matches.push({ baseQty: taken, price });
      left -= taken;
    }
    return matches;
  }

  #price(side: OrderSide, level: number): Amount {
    const { bid, ask } = this.#best;
    const away = (ask - bid) * level;
    return amountOfUnits(side === 'BUY' ? ask + away : bid - away, this.#instrument.price);
  }
}
