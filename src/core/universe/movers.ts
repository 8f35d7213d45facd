import type { InstrumentSymbol } from '../../domain/kline.js';
import { byTurnover, turnoverOf, type Candidate } from './candidate.js';
import { changeOf } from './change.js';
import { percentInWords, roundedInWords } from './inWords.js';

/** What makes a mover: one of these is enough. */
export interface MoverRules {
  /** Turnover of 24 hours over what it was when the elite was chosen; `null`: does not matter. */
  readonly minVolumeRatio: number | null;
  /** Change of price in 24 hours, up or down, 0.1 for 10 %; `null`: does not matter. */
  readonly minChangeRatio: number | null;
  /** Market time for which a listing is fresh; 0: age does not matter. */
  readonly freshForMs: number;
}

/** What could be traded when the elite was chosen, with its turnover of 24 hours then. */
export type EarlierTurnover = ReadonlyMap<InstrumentSymbol, number>;

export interface Mover {
  readonly candidate: Candidate;
  /** In words, at least one: `its price moved by 12.5 % in 24 h`. */
  readonly why: readonly string[];
}

interface Sign {
  readonly why: string;
  /** 1 is just enough. */
  readonly strength: number;
}

const hourMs = 3_600_000;

/**
 * The candidates that move, the strongest first: fresh listings, then by how far a threshold is passed, then by turnover.
 * Without an earlier turnover, at the start, no spike of it can be seen.
 */
export function moversAmong(
  candidates: readonly Candidate[],
  rules: MoverRules,
  { nowMs, earlier }: { readonly nowMs: number; readonly earlier: EarlierTurnover | undefined },
): readonly Mover[] {
  return candidates
    .map((candidate) => ({
      candidate,
      signs: [
        freshness(candidate, rules.freshForMs, nowMs, earlier),
        volumeSpike(candidate, rules.minVolumeRatio, earlier),
        priceChange(candidate, rules.minChangeRatio),
      ].filter((sign) => sign !== undefined),
    }))
    .filter(({ signs }) => signs.length > 0)
    .map(({ candidate, signs }) => ({
      candidate,
      why: signs.map(({ why }) => why),
      strength: Math.max(...signs.map(({ strength }) => strength)),
    }))
    .sort(
      (a, b) =>
        Number(b.strength > a.strength) - Number(b.strength < a.strength) || byTurnover(a.candidate, b.candidate),
    );
}

/** A listing is fresh by its date, or when it began to trade after the elite was chosen. */
function freshness(
  { symbol, instrument }: Candidate,
  freshForMs: number,
  nowMs: number,
  earlier: EarlierTurnover | undefined,
): Sign | undefined {
  if (freshForMs === 0) return undefined;
  const ageMs = nowMs - instrument.onboardTimeMs;
  const strength = Number.POSITIVE_INFINITY;
  if (ageMs < freshForMs)
    return { why: `it was listed ${roundedInWords(Math.max(0, ageMs) / hourMs)} h ago`, strength };
  return earlier && !earlier.has(symbol)
    ? { why: 'it began to trade after the elite was chosen', strength }
    : undefined;
}

function volumeSpike(
  candidate: Candidate,
  minVolumeRatio: number | null,
  earlier: EarlierTurnover | undefined,
): Sign | undefined {
  const before = earlier?.get(candidate.symbol) ?? 0;
  if (minVolumeRatio === null || before === 0) return undefined;
  const ratio = turnoverOf(candidate) / before;
  if (ratio < minVolumeRatio) return undefined;
  return {
    why: `it turns over ${roundedInWords(ratio)} times what it did when the elite was chosen`,
    strength: ratio / minVolumeRatio,
  };
}

function priceChange(candidate: Candidate, minChangeRatio: number | null): Sign | undefined {
  const change = Math.abs(changeOf(candidate) ?? 0);
  if (minChangeRatio === null || change < minChangeRatio) return undefined;
  return { why: `its price moved by ${percentInWords(change)} in 24 h`, strength: change / minChangeRatio };
}
