import type { Certificate } from '../../domain/certificate.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Price } from '../../domain/price.js';
import type { CloseCause, Direction, Signal, SymbolScore } from '../../domain/signal.js';
import { hashText } from './hashText.js';

/** When a score makes a signal, and when it ends one. */
export interface SignalRules {
  /** A signal may open from this absolute score on. */
  readonly minScore: number;
  /** It stays open down to this one; at most `minScore`. */
  readonly leaveScore: number;
  /** It opens when the direction was wanted in so many … */
  readonly confirmCycles: number;
  /** … of the last so many cycles in which the symbol was scored, the present one included. */
  readonly confirmOfCycles: number;
  /** Market time between the end of a signal and the next of its symbol. */
  readonly cooldownMs: number;
  readonly configHash: string;
}

/** What one cycle says to the signals. */
export interface SignalCycle {
  /** The universe: a signal of a symbol that is not in it any more is closed. */
  readonly symbols: readonly InstrumentSymbol[];
  readonly scores: readonly SymbolScore[];
  /** Asked only for symbols that a signal is made of. */
  readonly certificatesOf: (symbol: InstrumentSymbol) => readonly Certificate[];
  readonly priceOf: (symbol: InstrumentSymbol) => Pick<Price, 'price' | 'exchangeTimeMs'>;
  readonly cycle: number;
  readonly atMs: number;
}

/** What is remembered of a symbol. */
interface SymbolState {
  /** Its open signal, as it was last told. */
  readonly open: Signal | undefined;
  /** What its score wanted in the last cycles, the latest last. */
  readonly wanted: readonly (Direction | undefined)[];
  /** When its last signal ended. */
  readonly closedAtMs: number;
}

export interface SignalState {
  /** Symbols of which there is something to remember. */
  readonly bySymbol: ReadonlyMap<InstrumentSymbol, SymbolState>;
  /** What the last cycle brought, in the order of its scores; then those that left. */
  readonly signals: readonly Signal[];
}

export const noSignals: SignalState = { bySymbol: new Map(), signals: [] };

const nothing: SymbolState = { open: undefined, wanted: [], closedAtMs: Number.NEGATIVE_INFINITY };

/**
 * The signals after one more cycle. A signal opens when a score reaches `minScore` and is confirmed, stays open while it
 * keeps above `leaveScore`, and none follows it before the cooldown is over. A symbol that was not scored in this cycle
 * keeps its state, so that a repair neither ends its signal nor repeats it.
 */
export const reduceSignals =
  (rules: SignalRules) =>
  (before: SignalState, cycle: SignalCycle): SignalState => {
    const bySymbol = new Map(before.bySymbol);
    const signals: Signal[] = [];
    for (const scored of cycle.scores) {
      const known = before.bySymbol.get(scored.symbol) ?? nothing;
      const next = step(known, scored, cycle, rules, signals);
      if (isWorthKeeping(next, cycle.atMs, rules)) bySymbol.set(scored.symbol, next);
      else bySymbol.delete(scored.symbol);
    }
    closeThoseThatLeft(bySymbol, cycle, signals);
    return { bySymbol, signals };
  };

function step(
  { open, wanted: wantedBefore, closedAtMs: closedBeforeMs }: SymbolState,
  scored: SymbolScore,
  cycle: SignalCycle,
  rules: SignalRules,
  signals: Signal[],
): SymbolState {
  const direction = wantedDirection(scored.score, rules.minScore);
  const wanted = rules.confirmOfCycles === 1 ? [direction] : [...wantedBefore, direction].slice(-rules.confirmOfCycles);
  if (open && strengthOf(open.direction, scored.score) >= rules.leaveScore) {
    if (open.score === scored.score) return { open, wanted, closedAtMs: closedBeforeMs };
    const updated: Signal = { ...open, ...factsOf(scored, cycle), kind: 'updated' };
    signals.push(updated);
    return { open: updated, wanted, closedAtMs: closedBeforeMs };
  }
  const closedAtMs = open ? cycle.atMs : closedBeforeMs;
  if (open) {
    const cause: CloseCause = direction === undefined ? 'fell' : 'turned';
    signals.push({ ...open, ...factsOf(scored, cycle), kind: 'closed', cause });
  }
  const timesWanted = wanted.filter((each) => each === direction).length;
  const isDue = timesWanted >= rules.confirmCycles && cycle.atMs - closedAtMs >= rules.cooldownMs;
  if (direction === undefined || !isDue) return { open: undefined, wanted, closedAtMs };
  const opened = openSignal(scored, direction, cycle, rules.configHash);
  signals.push(opened);
  return { open: opened, wanted, closedAtMs };
}

const wantedDirection = (score: number, minScore: number): Direction | undefined =>
  Math.abs(score) >= minScore && score !== 0 ? (score > 0 ? 'long' : 'short') : undefined;

/** How far a score goes in a direction; negative when it goes the other way. */
const strengthOf = (direction: Direction, score: number): number => (direction === 'long' ? score : -score);

function isWorthKeeping({ open, wanted, closedAtMs }: SymbolState, atMs: number, { cooldownMs }: SignalRules): boolean {
  return open !== undefined || wanted.some((each) => each !== undefined) || atMs - closedAtMs < cooldownMs;
}

function closeThoseThatLeft(
  bySymbol: Map<InstrumentSymbol, SymbolState>,
  { symbols, cycle, atMs }: SignalCycle,
  signals: Signal[],
): void {
  if (bySymbol.size === 0) return;
  const universe = new Set(symbols);
  for (const [symbol, { open }] of bySymbol) {
    if (universe.has(symbol)) continue;
    bySymbol.delete(symbol);
    if (open) signals.push({ ...open, kind: 'closed', cause: 'left', cycle, atMs });
  }
}

/** What is true of a signal in this cycle. */
function factsOf({ symbol, score, parts }: SymbolScore, { certificatesOf, priceOf, cycle, atMs }: SignalCycle) {
  const { price, exchangeTimeMs } = priceOf(symbol);
  return { score, parts, certificates: certificatesOf(symbol), price, priceTimeMs: exchangeTimeMs, atMs, cycle };
}

function openSignal(scored: SymbolScore, direction: Direction, cycle: SignalCycle, configHash: string): Signal {
  const facts = factsOf(scored, cycle);
  const id = signalId(scored, facts.certificates, configHash);
  return { kind: 'opened', id, symbol: scored.symbol, direction, ...facts, openedAtMs: cycle.atMs, configHash };
}

/** The id of the signal that a score opens on these windows. */
export function signalId(
  { symbol, score, parts }: SymbolScore,
  certificates: readonly Certificate[],
  configHash: string,
): string {
  const direction: Direction = score > 0 ? 'long' : 'short';
  const madeOf = certificates.map(({ series, fromMs, toMs }) => [series, fromMs, toMs]);
  return hashText(JSON.stringify([symbol, direction, score, parts, madeOf, configHash]));
}
