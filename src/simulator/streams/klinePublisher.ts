import { intervalMs, openTimeAt, type InstrumentSymbol } from '../../domain/kline.js';
import { KlineBuilder } from '../klineBuilder.js';
import { minuteAt, minuteMs, type MarketInstrument } from '../market.js';
import type { MarketView } from '../marketView.js';
import { emptyMinuteRow } from '../minuteRow.js';
import { klineFrame, type KlineFrame } from './klineFrame.js';
import type { Publisher, Recipient, Topic } from './streamHub.js';

/** One subscribed series: the minutes of its running kline that are over. */
interface LiveSeries {
  readonly topic: Topic;
  readonly lengthMs: number;
  readonly frame: KlineFrame;
  readonly builder: KlineBuilder;
  /** What the last forming frame said, to send only changes. */
  sentQuoteVolume: number;
  sentClose: number;
}

interface LiveSymbol {
  readonly instrument: MarketInstrument;
  readonly series: Map<string, LiveSeries>;
}

export interface KlinePublisherOptions {
  readonly view: MarketView;
  /** Market time. */
  readonly nowMs: () => number;
  /** Also push the final of a kline without trades, as the venue's spot side does. */
  readonly flatFinals: boolean;
}

/**
 * `<symbol>@kline_<interval>`: forming frames for what has traded, and every final exactly once, in time order, before any
 * later forming frame of its series, however much market time passes between two calls. A kline without trades is silent.
 */
export class KlinePublisher implements Publisher {
  readonly #view: MarketView;
  readonly #nowMs: () => number;
  readonly #flatFinals: boolean;
  readonly #symbols = new Map<InstrumentSymbol, LiveSymbol>();
  readonly #row = emptyMinuteRow();
  readonly #forming = new KlineBuilder();
  /** Everything before this minute has been added to the builders. */
  #minuteMs: number;
  #finalCount = 0;

  constructor({ view, nowMs, flatFinals }: KlinePublisherOptions) {
    this.#view = view;
    this.#nowMs = nowMs;
    this.#flatFinals = flatFinals;
    this.#minuteMs = minuteAt(nowMs());
  }

  /** Finals made so far, however many sockets they went to. */
  get finalCount(): number {
    return this.#finalCount;
  }

  open(topic: Topic): void {
    const { stream } = topic;
    if (stream.kind !== 'kline') return;
    this.advanceTo(this.#nowMs());
    const { instrument, interval } = stream;
    let live = this.#symbols.get(instrument.symbol);
    if (!live) this.#symbols.set(instrument.symbol, (live = { instrument, series: new Map() }));
    const builder = new KlineBuilder();
    this.#gather(builder, instrument, openTimeAt(interval, this.#minuteMs));
    const frame = klineFrame(instrument, interval);
    live.series.set(topic.name, {
      topic,
      lengthMs: intervalMs(interval),
      frame,
      builder,
      sentQuoteVolume: 0,
      sentClose: 0,
    });
  }

  close({ name, stream }: Topic): void {
    if (stream.kind !== 'kline') return;
    const live = this.#symbols.get(stream.instrument.symbol);
    live?.series.delete(name);
    if (live?.series.size === 0) this.#symbols.delete(stream.instrument.symbol);
  }

  /** Sends the finals of all klines that have ended by `nowMs` and were not sent yet. */
  advanceTo(nowMs: number): void {
    if (this.#symbols.size === 0) {
      this.#minuteMs = Math.max(this.#minuteMs, minuteAt(nowMs));
      return;
    }
    for (let endMs = this.#minuteMs + minuteMs; endMs <= nowMs; endMs += minuteMs) {
      for (const live of this.#symbols.values()) this.#endMinute(live, endMs, nowMs);
      this.#minuteMs = endMs;
    }
  }

  /** Sends the running klines that have changed; the finals due come first. */
  pushForming(nowMs: number): void {
    this.advanceTo(nowMs);
    const row = this.#row;
    for (const { instrument, series } of this.#symbols.values()) {
      const hasMinute = this.#view.readMinuteAt(instrument, this.#minuteMs, nowMs, row);
      for (const live of series.values()) this.#pushSeries(live, hasMinute, nowMs);
    }
  }

  /**
   * To be called when a minute that is over has changed: every closed kline that holds it gets a second final, every
   * running one goes on with the new numbers. `onSent` is told of each connection that a second final was handed to.
   */
  correct(
    symbol: InstrumentSymbol,
    minuteOpenMs: number,
    nowMs: number,
    onSent?: (stream: string, recipient: Recipient) => void,
  ): void {
    this.advanceTo(nowMs);
    const live = this.#symbols.get(symbol);
    for (const series of live?.series.values() ?? []) {
      const openTimeMs = minuteOpenMs - (minuteOpenMs % series.lengthMs);
      if (openTimeMs === series.builder.openTimeMs) {
        this.#gather(series.builder, live!.instrument, openTimeMs);
        series.sentQuoteVolume = series.sentClose = 0;
      } else {
        const closed = new KlineBuilder();
        this.#gather(closed, live!.instrument, openTimeMs, openTimeMs + series.lengthMs);
        const { topic } = series;
        const traits = onSent && { onSent: (recipient: Recipient): void => onSent(topic.name, recipient) };
        if (closed.hasTrades) topic.publish(series.frame(closed, true, nowMs), traits);
      }
    }
  }

  /** Begins a kline with the minutes from its open to before `endMs`, by default all that are over. */
  #gather(builder: KlineBuilder, instrument: MarketInstrument, openTimeMs: number, endMs = this.#minuteMs): void {
    builder.start(openTimeMs);
    for (let minute = openTimeMs; minute < endMs; minute += minuteMs) {
      if (this.#view.readMinuteAt(instrument, minute, minute + minuteMs, this.#row)) builder.add(minute, this.#row);
    }
  }

  #pushSeries(live: LiveSeries, hasMinute: boolean, nowMs: number): void {
    const forming = this.#forming;
    forming.copyFrom(live.builder);
    if (hasMinute) forming.add(this.#minuteMs, this.#row);
    const { quoteVolume, close } = forming;
    if (!forming.hasTrades || (quoteVolume === live.sentQuoteVolume && close === live.sentClose)) return;
    live.sentQuoteVolume = quoteVolume;
    live.sentClose = close;
    live.topic.publish(live.frame(forming, false, nowMs));
  }

  #endMinute({ instrument, series }: LiveSymbol, endMs: number, nowMs: number): void {
    const hasMinute = this.#view.readMinuteAt(instrument, this.#minuteMs, endMs, this.#row);
    for (const live of series.values()) {
      if (hasMinute) live.builder.add(this.#minuteMs, this.#row);
      if (endMs % live.lengthMs === 0) this.#end(live, endMs, nowMs);
    }
  }

  #end(live: LiveSeries, endMs: number, nowMs: number): void {
    const { builder, topic, frame } = live;
    if (builder.hasTrades || (builder.hasMinutes && this.#flatFinals)) {
      this.#finalCount += 1;
      topic.publish(frame(builder, true, nowMs), { closedMinuteMs: endMs - minuteMs });
    }
    builder.start(endMs);
    live.sentQuoteVolume = live.sentClose = 0;
  }
}
