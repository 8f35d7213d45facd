import type { MarketInstrument } from '../market.js';
import type { MarketView } from '../marketView.js';
import { markPriceOf } from '../markPrice.js';
import type { Publisher, Topic } from './streamHub.js';

export interface MarkPricePublisherOptions {
  readonly view: MarketView;
}

/** `<symbol>@markPrice[@1s]` and `!markPrice@arr[@1s]`; tokenised stocks come in an array of their own. */
export class MarkPricePublisher implements Publisher {
  readonly #view: MarketView;
  readonly #topics = new Map<Topic, { readonly instrument?: MarketInstrument; readonly everyMs: number }>();

  constructor({ view }: MarkPricePublisherOptions) {
    this.#view = view;
  }

  open(topic: Topic): void {
    const { stream } = topic;
    if (stream.kind === 'markPrice' || stream.kind === 'allMarkPrices') this.#topics.set(topic, stream);
  }

  close(topic: Topic): void {
    this.#topics.delete(topic);
  }

  /** To be called every second of wall time; `wallSecond` counts the calls. */
  tick(nowMs: number, wallSecond: number): void {
    let arrays: readonly string[] | undefined;
    for (const [topic, { instrument, everyMs }] of this.#topics) {
      if ((wallSecond * 1_000) % everyMs !== 0) continue;
      const events = instrument ? [this.#event(instrument, nowMs)] : (arrays ??= this.#arrays(nowMs));
      for (const event of events) if (event !== undefined) topic.publish(event);
    }
  }

  #arrays(nowMs: number): string[] {
    const coins: string[] = [];
    const tradFi: string[] = [];
    for (const instrument of this.#view.market.instruments) {
      const event = this.#event(instrument, nowMs);
      if (event !== undefined) (instrument.contractType.startsWith('TRADIFI') ? tradFi : coins).push(event);
    }
    return [coins, tradFi].filter(({ length }) => length > 0).map((events) => `[${events.join(',')}]`);
  }

  #event(instrument: MarketInstrument, nowMs: number): string | undefined {
    const last = this.#view.lastPriceUnits(instrument, nowMs);
    if (last === undefined) return undefined;
    const { mark, average, index, settle, fundingRate, nextFundingTimeMs } = markPriceOf(instrument, last, nowMs);
    return (
      `{"e":"markPriceUpdate","E":${nowMs},"s":"${instrument.symbol}","p":"${mark}","ap":"${average}","P":"${settle}",` +
      `"i":"${index}","r":"${fundingRate}","T":${nextFundingTimeMs},"st":1}`
    );
  }
}
