import { dayMs, minuteMs, type MarketInstrument } from './market.js';
import type { MarketView } from './marketView.js';
import { exponential, nearest } from './synthetic/exponential.js';
import { hash32, hashText, toUnitInterval } from './synthetic/random.js';
import { waveAt } from './synthetic/walks.js';

const symbolSalt = 31;
/** Contracts open, as a part of what a day turns over. */
const leastDays = 0.25;
const mostDays = 0.75;
/**
 * How its logarithm wanders: minutes, hours, half days, days. Typically 0.13 % in five minutes, 1 % in an hour and 7 % in a
 * day, which is less than what is traded meanwhile.
 */
const waves = [
  { salt: 32, amplitude: 0.0015, scaleMinutes: 10 },
  { salt: 33, amplitude: 0.01, scaleMinutes: 90 },
  { salt: 34, amplitude: 0.04, scaleMinutes: 720 },
  { salt: 35, amplitude: 0.15, scaleMinutes: 7_200 },
];

interface Level {
  readonly key: number;
  readonly baseUnits: number;
}

/**
 * The invented open interest of a market's contracts. What a contract turned over in the day before play begins gives its
 * level and, with its name, its random key: the same market, recorded or synthetic, has the same open interest at every
 * instant. Holds two numbers per contract that was asked for.
 */
export class OpenInterestProcess {
  readonly #view: MarketView;
  readonly #levels = new Map<string, Level>();

  constructor(view: MarketView) {
    this.#view = view;
  }

  /** Contracts open at `nowMs`, in base units; `undefined` for a contract without klines, 0 for one that did not trade. */
  unitsAt(instrument: MarketInstrument, nowMs: number): number | undefined {
    if (this.#view.lastPriceUnits(instrument, nowMs) === undefined) return undefined;
    const { key, baseUnits } = this.#level(instrument);
    const minutes = nowMs / minuteMs;
    const log = waves.reduce((sum, { salt, ...wave }) => sum + waveAt(minutes, { ...wave, key: hash32(key, salt) }), 0);
    return nearest(baseUnits * exponential(log));
  }

  #level(instrument: MarketInstrument): Level {
    let level = this.#levels.get(instrument.symbol);
    if (!level) this.#levels.set(instrument.symbol, (level = this.#levelOf(instrument)));
    return level;
  }

  #levelOf(instrument: MarketInstrument): Level {
    const { startMs } = this.#view.market;
    const fromMs = Math.max(instrument.onboardTimeMs, startMs - dayMs);
    // Without a past there is only the first day to come.
    const endMs = fromMs < startMs ? startMs : fromMs + dayMs;
    let turnover = 0;
    const range = { instrument, interval: '1m', fromMs, toMs: endMs - 1, nowMs: endMs } as const;
    this.#view.visitKlines(range, ({ baseVolume }) => {
      turnover += baseVolume;
    });
    const key = hash32(hashText(instrument.symbol, symbolSalt), turnover);
    const days = leastDays + (mostDays - leastDays) * toUnitInterval(key);
    return { key, baseUnits: turnover * (dayMs / (endMs - fromMs)) * days };
  }
}
