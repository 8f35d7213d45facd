import type { Certificate } from '../../domain/certificate.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Price } from '../../domain/price.js';
import type { Direction, Signal, SymbolScore } from '../../domain/signal.js';
import { hashText } from './hashText.js';

/** The directions that held in the last cycle, by symbol. */
export type OpenDirections = ReadonlyMap<InstrumentSymbol, Direction>;

export interface SignalInput {
  readonly scores: readonly SymbolScore[];
  /** A direction holds from this absolute score on. */
  readonly minScore: number;
  readonly certificatesOf: (symbol: InstrumentSymbol) => readonly Certificate[];
  readonly priceOf: (symbol: InstrumentSymbol) => Pick<Price, 'price' | 'exchangeTimeMs'>;
  readonly cycle: number;
  readonly atMs: number;
}

/**
 * A signal for every symbol whose direction holds now and did not in the cycle before. A symbol that was not scored in
 * this cycle keeps its state, so that a repair does not repeat its signal.
 */
export function openSignals(
  before: OpenDirections,
  input: SignalInput,
): { readonly open: OpenDirections; readonly signals: readonly Signal[] } {
  const open = new Map(before);
  const signals: Signal[] = [];
  for (const scored of input.scores) {
    const direction = Math.abs(scored.score) >= input.minScore ? (scored.score > 0 ? 'long' : 'short') : undefined;
    if (!direction) open.delete(scored.symbol);
    else if (open.get(scored.symbol) !== direction) {
      open.set(scored.symbol, direction);
      signals.push(toSignal(scored, direction, input));
    }
  }
  return { open, signals };
}

function toSignal(scored: SymbolScore, direction: Direction, input: SignalInput): Signal {
  const { symbol, score, parts } = scored;
  const certificates = input.certificatesOf(symbol);
  const { price, exchangeTimeMs } = input.priceOf(symbol);
  const madeOf = certificates.map(({ series, fromMs, toMs }) => [series, fromMs, toMs]);
  const id = hashText(JSON.stringify([symbol, direction, score, parts, madeOf]));
  return {
    id,
    symbol,
    direction,
    score,
    parts,
    certificates,
    price,
    priceTimeMs: exchangeTimeMs,
    atMs: input.atMs,
    cycle: input.cycle,
  };
}
