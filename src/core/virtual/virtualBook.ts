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
type LivePosition = { -readonly [K in keyof VirtualPosition]: VirtualPosition[K] };

/** Positions of one part of a look: also when all of them end, it is over soon. */
const lookPositions = 250;

const nothing: VirtualChange = { opened: [], samples: [], lost: [], hasMoved: false };

/**
 * The virtual positions that are open: one for each signal id, ever. A change costs work for the positions of one symbol,
 * a look at prices for all of them once. Everything is decided by what is handed in. What it holds of a position is changed
 * in place: thousands of new objects with every minute would be as much work for the garbage collector as all the rest.
 */
export class VirtualBook {
  /** Whose klines positions follow. */
  readonly interval: KlineInterval;
  readonly #rules: VirtualRules;
  readonly #open: (record: SignalRecord) => VirtualPosition | undefined;
  readonly #bySymbol = new Map<InstrumentSymbol, LivePosition[]>();
  /** What is still to be done to the positions of a symbol, of the look under way. */
  readonly #looks = new Map<InstrumentSymbol, Step>();
  readonly #openIds = new Set<string>();
  readonly #endedIds: Set<string>;

  constructor(rules: VirtualRules, { positions, endedIds }: VirtualPast = noVirtualPast) {
    this.#rules = rules;
    this.interval = featureIntervals(rules.intervals).fast;
    this.#open = positionOpener(rules);
    this.#endedIds = new Set(endedIds);
    for (const position of positions) if (!this.#knows(position.entry.signalId)) this.#add(position);
  }

  /** Every position that is open now. Live views: each moves on until it ends, and stays as it was just before. */
  positions(): readonly VirtualPosition[] {
    const all: VirtualPosition[] = [];
    for (const positions of this.#bySymbol.values()) for (const position of positions) all.push(position);
    return all;
  }

  get openCount(): number {
    return this.#openIds.size;
  }

  /** A signal that has opened. */
  open(record: SignalRecord): VirtualChange {
    if (this.#knows(record.signal.id)) return nothing;
    const position = this.#open(record);
    if (!position) return nothing;
    const looked = this.#lookAt(position.entry.symbol);
    this.#add(position);
    return { ...looked, opened: [position], hasMoved: true };
  }

  /** A closed kline of the book's interval. Klines of a symbol come in order. */
  kline(kline: Kline): VirtualChange {
    const looked = this.#lookAt(kline.symbol);
    const followed = this.#follow(kline.symbol, (position) =>
      // A hole: what happened in it decides, and is not known.
      kline.openTimeMs > position.seenToMs + 1 ? 'lost' : followKline(position, kline),
    );
    return looked.hasMoved ? inOne([looked, followed]) : followed;
  }

  /**
   * The prices of the market, to be looked at every `periodMs`. Takes them down and returns the looking, in parts of some
   * 250 positions for whoever has other things to do in between: draw it to its end. It comes to the same whenever that is,
   * for whatever else happens to a symbol waits until its positions have had their look.
   */
  look({ prices, atMs, hasKlines }: PriceLook): Iterable<VirtualChange> {
    const unfinished = this.#lookOn(Infinity);
    for (const symbol of this.#bySymbol.keys()) {
      const price = prices.get(symbol);
      const lookAt = hasKlines(symbol) ? this.#lookBetweenKlines(price) : this.#lookWithoutKlines(price, atMs);
      this.#looks.set(symbol, (position) =>
        atMs > position.entry.dueAtMs + longestOverdueMs ? 'lost' : lookAt(position),
      );
    }
    return this.#parts(unfinished);
  }

  *#parts(unfinished: VirtualChange): Generator<VirtualChange> {
    yield unfinished;
    while (this.#looks.size > 0) yield this.#lookOn(lookPositions);
  }

  /** Looks at so many positions or a few more; at all of a symbol at once. */
  #lookOn(mostPositions: number): VirtualChange {
    const changes: VirtualChange[] = [];
    let count = 0;
    for (const symbol of this.#looks.keys()) {
      if (count >= mostPositions) break;
      count += this.#bySymbol.get(symbol)?.length ?? 0;
      changes.push(this.#lookAt(symbol));
    }
    return inOne(changes);
  }

  /** The look that its positions have not had yet. */
  #lookAt(symbol: InstrumentSymbol): VirtualChange {
    const look = this.#looks.get(symbol);
    if (!look) return nothing;
    this.#looks.delete(symbol);
    return this.#follow(symbol, look);
  }

  #lookBetweenKlines(price: Price | undefined): Step {
    // Klines open on boundaries: the one that is still to come holds the first instant not seen, or opens there.
    const openTimeMs = price ? openTimeAt(this.interval, price.exchangeTimeMs) : Infinity;
    return (position) =>
      price && openTimeMs <= position.seenToMs + 1 ? followPrice(position, price) : { kind: 'open', position };
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

  #follow(symbol: InstrumentSymbol, step: Step): VirtualChange {
    const positions = this.#bySymbol.get(symbol);
    if (!positions) return nothing;
    const samples: Sample[] = [];
    const lost: VirtualPosition[] = [];
    let hasMoved = false;
    for (const position of positions) {
      const next = step(position);
      if (next !== 'lost' && next.kind === 'open') {
        if (next.position === position) continue;
        move(position, next.position);
      } else {
        if (next === 'lost') lost.push(position);
        else samples.push(sampleOf(next, this.#rules.costRatio));
        this.#forget(position.entry.signalId);
      }
      hasMoved = true;
    }
    if (!hasMoved) return nothing;
    if (samples.length + lost.length > 0) this.#keepOpen(symbol, positions);
    return { opened: [], samples, lost, hasMoved };
  }

  #keepOpen(symbol: InstrumentSymbol, positions: readonly LivePosition[]): void {
    const open = positions.filter(({ entry }) => this.#openIds.has(entry.signalId));
    if (open.length === 0) this.#bySymbol.delete(symbol);
    else this.#bySymbol.set(symbol, open);
  }

  #knows(id: string): boolean {
    return this.#openIds.has(id) || this.#endedIds.has(id);
  }

  #add(position: VirtualPosition): void {
    const { symbol, signalId } = position.entry;
    this.#openIds.add(signalId);
    const positions = this.#bySymbol.get(symbol);
    if (positions) positions.push(liveOf(position));
    else this.#bySymbol.set(symbol, [liveOf(position)]);
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

const inOne = (changes: readonly VirtualChange[]): VirtualChange => ({
  opened: [],
  samples: changes.flatMap(({ samples }) => samples),
  lost: changes.flatMap(({ lost }) => lost),
  hasMoved: changes.some(({ hasMoved }) => hasMoved),
});

/** A copy, of one shape whoever made the position. */
const liveOf = (position: VirtualPosition): LivePosition => {
  const { entry, seenToMs, targetsTaken, takenRatio, bestRatio, worstRatio } = position;
  return { entry, seenToMs, targetsTaken, takenRatio, bestRatio, worstRatio };
};

function move(
  live: LivePosition,
  { seenToMs, targetsTaken, takenRatio, bestRatio, worstRatio }: VirtualPosition,
): void {
  live.seenToMs = seenToMs;
  live.targetsTaken = targetsTaken;
  live.takenRatio = takenRatio;
  live.bestRatio = bestRatio;
  live.worstRatio = worstRatio;
}
