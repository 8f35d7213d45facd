import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Signal } from '../../domain/signal.js';

/** Signals of a cycle with what was predicted of their symbols; no probability means that nothing was. */
export interface GateCycle {
  readonly signals: readonly Signal[];
  readonly probabilities: ReadonlyMap<InstrumentSymbol, number>;
}

export interface GateState {
  /** Signals that are open by their score and were refused. */
  readonly refusedIds: ReadonlySet<string>;
  /** What is told of this cycle's. */
  readonly signals: readonly Signal[];
  /** What was refused in this cycle. */
  readonly refused: readonly Signal[];
}

export const nothingRefused: GateState = { refusedIds: new Set(), signals: [], refused: [] };

/**
 * Lets signals through that are probable enough when they open. It is decided once: what is refused is not told of again
 * until it has closed, and what is let through goes on whatever its later probability. Without a probability a signal
 * passes by its score. `minProbability` null refuses nothing.
 */
export const gateSignals =
  (minProbability: number | null) =>
  (before: GateState, { signals, probabilities }: GateCycle): GateState => {
    const refusedIds = new Set(before.refusedIds);
    const told: Signal[] = [];
    const refused: Signal[] = [];
    for (const signal of signals) {
      // Of the symbol as it is scored now: what has just closed has no score of its own any more.
      const probability = signal.kind === 'closed' ? undefined : probabilities.get(signal.symbol);
      const known: Signal = probability === undefined ? signal : { ...signal, probability };
      if (signal.kind === 'opened' && probability !== undefined && probability < (minProbability ?? 0)) {
        refusedIds.add(signal.id);
        refused.push(known);
      } else if (!refusedIds.has(signal.id)) told.push(known);
      else if (signal.kind === 'closed') refusedIds.delete(signal.id);
    }
    return { refusedIds, signals: told, refused };
  };
