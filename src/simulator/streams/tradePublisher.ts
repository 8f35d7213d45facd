import { formatUnits } from '../decimal.js';
import { tradeIdsPerMinute } from '../klineBuilder.js';
import { minuteAt, minuteMs, type MarketInstrument } from '../market.js';
import type { MarketView } from '../marketView.js';
import { emptyMinuteRow } from '../minuteRow.js';
import type { Publisher, Topic } from './streamHub.js';

/** What a topic has told of the running minute. */
interface Told {
  minuteMs: number;
  baseVolume: number;
  tradeCount: number;
  /** In price units; 0 before the first event. */
  price: number;
}

export interface TradePublisherOptions {
  readonly view: MarketView;
}

/**
 * `<symbol>@aggTrade` and `<symbol>@bookTicker`, as far as minutes can tell: one trade for what has traded since the last
 * call, at the price of now, and a book one tick wide around it.
 */
export class TradePublisher implements Publisher {
  readonly #view: MarketView;
  readonly #topics = new Map<Topic, { readonly instrument: MarketInstrument; readonly told: Told }>();
  readonly #row = emptyMinuteRow();

  constructor({ view }: TradePublisherOptions) {
    this.#view = view;
  }

  open(topic: Topic): void {
    const { stream } = topic;
    if (stream.kind !== 'aggTrade' && stream.kind !== 'bookTicker') return;
    this.#topics.set(topic, {
      instrument: stream.instrument,
      told: { minuteMs: 0, baseVolume: 0, tradeCount: 0, price: 0 },
    });
  }

  close(topic: Topic): void {
    this.#topics.delete(topic);
  }

  tick(nowMs: number): void {
    const row = this.#row;
    const minute = minuteAt(nowMs);
    for (const [topic, { instrument, told }] of this.#topics) {
      if (!this.#view.readMinuteAt(instrument, minute, nowMs, row) || !row.hasTrades) continue;
      if (told.minuteMs !== minute) {
        told.minuteMs = minute;
        told.baseVolume = told.tradeCount = 0;
      }
      const tradedUnits = row.baseVolume - told.baseVolume;
      const isFalling = row.close < told.price;
      if (topic.stream.kind === 'aggTrade' && tradedUnits > 0) {
        const qty = formatUnits(tradedUnits, instrument.baseVolume);
        const ids = (minute / minuteMs) * tradeIdsPerMinute;
        const [firstId, lastId] = [ids + told.tradeCount, ids + Math.max(row.tradeCount, 1) - 1];
        topic.publish(
          `{"e":"aggTrade","E":${nowMs},"a":${lastId},"s":"${instrument.symbol}","p":"${formatUnits(row.close, instrument.price)}",` +
            `"q":"${qty}","nq":"${qty}","f":${Math.min(firstId, lastId)},"l":${lastId},"T":${nowMs},"m":${isFalling},"st":1}`,
        );
      } else if (topic.stream.kind === 'bookTicker' && row.close !== told.price) {
        topic.publish(bookTickerJson(instrument, row.close, isFalling, nowMs));
      }
      told.baseVolume = row.baseVolume;
      told.tradeCount = row.tradeCount;
      told.price = row.close;
    }
  }
}

/** The last trade took the bid when prices fall, the ask when they rise. */
function bookTickerJson(instrument: MarketInstrument, lastUnits: number, isFalling: boolean, nowMs: number): string {
  const { symbol, pair, price, baseVolume } = instrument;
  const bid = Math.max(1, isFalling ? lastUnits : lastUnits - 1);
  const [bidQty, askQty] = [1 + (lastUnits % 997), 1 + (lastUnits % 991)];
  return (
    `{"e":"bookTicker","u":${nowMs * 1_000},"s":"${symbol}","ps":"${pair}","b":"${formatUnits(bid, price)}",` +
    `"B":"${formatUnits(bidQty, baseVolume)}","a":"${formatUnits(bid + 1, price)}","A":"${formatUnits(askQty, baseVolume)}",` +
    `"T":${nowMs},"E":${nowMs},"st":1}`
  );
}
