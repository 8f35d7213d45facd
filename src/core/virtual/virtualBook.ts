import { intervalMs, openTimeAt, type InstrumentSymbol, type Kline, type KlineInterval } from '../../domain/kline.js';
import type { Price } from '../../domain/price.js';
import type { Sample } from '../../domain/sample.js';
import type { SignalRecord } from '../../domain/signalRecord.js';
import type { VirtualPosition } from '../../domain/virtualPosition.js';
import { featureIntervals } from '../features/featureList.js';
import { followKline, followPrice, type VirtualStep } from './followPosition.js';
import { positionOpener } from './openPosition.js';
import { sampleOf } from './sampleOf.js';
import type { VirtualRules } from './virtualRules.js';

/** What has changed. `hasMoved`: open positions are not what they were. */
export interface VirtualChange {
  readonly opened: readonly VirtualPosition[];
  readonly samples: readonly Sample[];
  /** Positions given up, for it is not known what their market did. */
  readonly lost: readonly VirtualPosition[];
  readonly hasMoved: boolean;
}

/** What is known of earlier runs. */
export interface VirtualPast {
  readonly positions: readonly VirtualPosition[];
  /** Of signals whose samples were taken. */
  readonly endedIds: readonly string[];
}

/** The prices of an instant. */
export interface PriceLook {
  readonly prices: ReadonlyMap<InstrumentSymbol, Price>;
  /** Market time. */
  readonly atMs: number;
  /** Whether klines of this symbol come: then a price must not overtake one that has closed and is still to come. */
  readonly hasKlines: (symbol: InstrumentSymbol) => boolean;
}

export const noVirtualPast: VirtualPast = { positions: [], endedIds: [] };

/** Ids of ended positions that are remembered. */
const mostEndedIds = 100_000;
/** A position that is overdue for so long is given up, whatever is still to come. */
const longestOverdueMs = 86_400_000;
type Step = (position: VirtualPosition) => VirtualStep | 'lost';

const nothing: VirtualChange = { opened: [], samples: [], lost: [], hasMoved: false };

/**
 * The virtual positions that are open: one for each signal id, ever. A change costs work for the positions of one symbol,
 * a look at prices for all of them once. Everything is decided by what is handed in; positions are replaced, never changed.
 */
export class VirtualBook {
  /** Whose klines positions follow. */
  readonly interval: KlineInterval;
  readonly #rules: VirtualRules;
  readonly #open: (record: SignalRecord) => VirtualPosition | undefined;
  readonly #bySymbol = new Map<InstrumentSymbol, readonly VirtualPosition[]>();
  readonly #openIds = new Set<string>();
  readonly #endedIds: Set<string>;

  constructor(rules: VirtualRules, { positions, endedIds }: VirtualPast = noVirtualPast) {
    this.#rules = rules;
    this.interval = featureIntervals(rules.intervals).fast;
    this.#open = positionOpener(rules);
    this.#endedIds = new Set(endedIds);
    for (const position of positions) if (!this.#knows(position.entry.signalId)) this.#add(position);
  }

  /** Every open position, as of now. */
  positions(): readonly VirtualPosition[] {
    return [...this.#bySymbol.values()].flat();
  }

  get openCount(): number {
    return this.#openIds.size;
  }

  /** A signal that has opened. */
  open(record: SignalRecord): VirtualChange {
    if (this.#knows(record.signal.id)) return nothing;
    const position = this.#open(record);
    if (!position) return nothing;
    this.#add(position);
    return { ...nothing, opened: [position], hasMoved: true };
  }

  /** A closed kline of the book's interval. Klines of a symbol come in order. */
  kline(kline: Kline): VirtualChange {
    return this.#follow(kline.symbol, (position) =>
      // A hole: what happened in it decides, and is not known.
      kline.openTimeMs > this.#nextOpenTimeMs(position) ? 'lost' : followKline(position, kline),
    );
  }

  /** The prices of the market, to be looked at every `periodMs`. */
  look({ prices, atMs, hasKlines }: PriceLook): VirtualChange {
    const changes = [...this.#bySymbol.keys()].map((symbol) => {
      const price = prices.get(symbol);
      const lookAt = hasKlines(symbol) ? this.#lookBetweenKlines(price) : this.#lookWithoutKlines(price, atMs);
      return this.#follow(symbol, (position) =>
        atMs > position.entry.dueAtMs + longestOverdueMs ? 'lost' : lookAt(position),
      );
    });
    return {
      opened: [],
      samples: changes.flatMap(({ samples }) => samples),
      lost: changes.flatMap(({ lost }) => lost),
      hasMoved: changes.some(({ hasMoved }) => hasMoved),
    };
  }

  #lookBetweenKlines(price: Price | undefined): Step {
    return (position) =>
      price && openTimeAt(this.interval, price.exchangeTimeMs) <= this.#nextOpenTimeMs(position)
        ? followPrice(position, price)
        : { kind: 'open', position };
  }

  #lookWithoutKlines(price: Price | undefined, atMs: number): Step {
    // Looks come more often than that, or something is missing.
    const longestSilenceMs = Math.max(2 * intervalMs(this.interval), 4 * this.#rules.periodMs);
    return (position) => {
      const isNews = price !== undefined && price.exchangeTimeMs > position.seenToMs;
      const seenAtMs = isNews ? price.exchangeTimeMs : atMs;
      if (seenAtMs - position.seenToMs > longestSilenceMs) return 'lost';
      return isNews ? followPrice(position, price) : { kind: 'open', position };
    };
  }

  /** Of the kline that holds the first instant not seen. */
  #nextOpenTimeMs({ seenToMs }: VirtualPosition): number {
    return openTimeAt(this.interval, seenToMs + 1);
  }

  #follow(symbol: InstrumentSymbol, step: Step): VirtualChange {
    const before = this.#bySymbol.get(symbol);
    if (!before) return nothing;
    const samples: Sample[] = [];
    const lost: VirtualPosition[] = [];
    const left: VirtualPosition[] = [];
    for (const position of before) {
      const next = step(position);
      if (next === 'lost') lost.push(position);
      else if (next.kind === 'ended') samples.push(sampleOf(next, this.#rules.costRatio));
      else left.push(next.position);
      if (next === 'lost' || next.kind === 'ended') this.#forget(position.entry.signalId);
    }
    if (left.length === before.length && left.every((position, index) => position === before[index])) return nothing;
    if (left.length === 0) this.#bySymbol.delete(symbol);
    else this.#bySymbol.set(symbol, left);
    return { opened: [], samples, lost, hasMoved: true };
  }

  #knows(id: string): boolean {
    return this.#openIds.has(id) || this.#endedIds.has(id);
  }

  #add(position: VirtualPosition): void {
    const { symbol, signalId } = position.entry;
    this.#openIds.add(signalId);
    this.#bySymbol.set(symbol, [...(this.#bySymbol.get(symbol) ?? []), position]);
  }

  #forget(id: string): void {
    this.#openIds.delete(id);
    this.#endedIds.add(id);
    if (this.#endedIds.size <= mostEndedIds) return;
    for (const oldest of this.#endedIds) {
      this.#endedIds.delete(oldest);
      break;
    }
  }
}
