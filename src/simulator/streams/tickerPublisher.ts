import type { MarketInstrument } from '../market.js';
import type { DayTicker, RollingDays } from '../rollingDay.js';
import { coinMarginedMiniTickerJson, miniTickerJson } from '../tickerText.js';
import type { Publisher, Topic } from './streamHub.js';

const perSymbolEveryMs = 2_000;

export interface TickerPublisherOptions {
  readonly days: RollingDays;
  readonly instruments: readonly MarketInstrument[];
}

/** `!miniTicker@arr` (every second, changed symbols only, COIN-M among them) and `<symbol>@miniTicker` (every 2 s). */
export class TickerPublisher implements Publisher {
  readonly #days: RollingDays;
  readonly #instruments: readonly MarketInstrument[];
  readonly #coinMargined: ReadonlySet<MarketInstrument>;
  readonly #single = new Map<Topic, MarketInstrument>();
  #all: Topic | undefined;
  #sent = new Map<MarketInstrument, DayTicker>();

  constructor({ days, instruments }: TickerPublisherOptions) {
    this.#days = days;
    this.#instruments = instruments;
    const majors = new Set(['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT']);
    this.#coinMargined = new Set(instruments.filter(({ symbol }) => majors.has(symbol)));
  }

  open(topic: Topic): void {
    if (topic.stream.kind === 'allMiniTickers') this.#all = topic;
    if (topic.stream.kind === 'miniTicker') this.#single.set(topic, topic.stream.instrument);
  }

  close(topic: Topic): void {
    this.#single.delete(topic);
    if (topic === this.#all) {
      this.#all = undefined;
      this.#sent = new Map();
    }
  }

  /** To be called every second of wall time; `wallSecond` counts the calls. */
  tick(nowMs: number, wallSecond: number): void {
    this.#pushAll(nowMs);
    if ((wallSecond * 1_000) % perSymbolEveryMs !== 0) return;
    for (const [topic, instrument] of this.#single) {
      const ticker = this.#days.at(instrument, nowMs);
      if (ticker) topic.publish(miniTickerJson(instrument, ticker));
    }
  }

  #pushAll(nowMs: number): void {
    if (!this.#all) return;
    const entries: string[] = [];
    for (const instrument of this.#instruments) {
      const ticker = this.#days.at(instrument, nowMs);
      if (!ticker || !this.#hasChanged(instrument, ticker)) continue;
      this.#sent.set(instrument, ticker);
      entries.push(miniTickerJson(instrument, ticker));
      if (this.#coinMargined.has(instrument)) entries.push(coinMarginedMiniTickerJson(instrument, ticker));
    }
    if (entries.length > 0) this.#all.publish(`[${entries.join(',')}]`);
  }

  #hasChanged(instrument: MarketInstrument, ticker: DayTicker): boolean {
    const sent = this.#sent.get(instrument);
    if (!sent) return ticker.baseVolume > 0;
    return sent.quoteVolume !== ticker.quoteVolume || sent.last !== ticker.last || sent.open !== ticker.open;
  }
}
