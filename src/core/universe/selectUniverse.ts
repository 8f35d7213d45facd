import type { InstrumentSymbol } from '../../domain/kline.js';
import { turnoverOf, type Candidate, type UniverseLook } from './candidate.js';
import type { Filtered, Refusal } from './filter.js';
import { roundedInWords } from './inWords.js';
import { moversAmong, type EarlierTurnover, type Mover } from './movers.js';
import { runPipeline } from './pipeline.js';
import { filtersOf, type UniverseRules } from './rules.js';
import type { UniverseMember, UniverseSelection } from './selection.js';

/** The elite that was chosen last: all that one look hands to the next. */
export interface ChosenElite {
  readonly atMs: number;
  readonly symbols: readonly InstrumentSymbol[];
  readonly turnover: EarlierTurnover;
}

export interface UniverseStep {
  readonly selection: UniverseSelection;
  readonly elite: ChosenElite;
}

export interface SelectOptions {
  readonly rules: UniverseRules;
  /** Market time between two looks: the elite is chosen anew at the look nearest to when it is due. */
  readonly refreshPeriodMs: number;
  /** Of the look before, if there was one. */
  readonly elite?: ChosenElite | undefined;
}

const hourMs = 3_600_000;

/**
 * The universe at one look. Both pools come from what passes the filters of both: the elite is all that passes its own
 * filters too, and stays for `elite.refreshPeriodMs`, but for what can no longer be traded; the overlay is what passes
 * the overlay's own and moves now. The elite comes first, in the order of its choosing, then the strongest movers.
 */
export function selectUniverse(look: UniverseLook, options: SelectOptions): UniverseStep {
  const { rules, elite: before } = options;
  const context = { nowMs: look.atMs };
  const filters = filtersOf(rules);
  const listed = runPipeline(filters.listing, look.candidates, context);
  const common = runPipeline(filters.common, listed.passed, context);
  const isDue = !before || isEliteDue(look.atMs, before, options);
  const chosen = isDue
    ? runPipeline(filters.elite, common.passed, context)
    : keptElite(before, listed.passed, common.passed, look.atMs);
  const elite = isDue ? toElite(look.atMs, chosen.passed, listed.passed) : before;
  const overlay = runPipeline(filters.overlay, common.passed, context);
  const movers = moversAmong(overlay.passed, rules.overlay, { nowMs: look.atMs, earlier: before?.turnover });
  const eliteWhy = isDue
    ? 'it passed every filter'
    : `it is of the elite chosen ${hoursSince(elite.atMs, look.atMs)} ago`;
  const { members, refused } = merged({ elite: chosen.passed, eliteWhy, movers, rules });
  // The one that says most comes first: what kept a symbol out of the elite is known only while that is being chosen.
  const notChosen = isDue ? [...chosen.refused, ...overlay.refused] : [...overlay.refused, ...chosen.refused];
  const reasons = [...refused, ...listed.refused, ...common.refused, ...notChosen];
  const inUniverse = new Set(members.map(({ symbol }) => symbol));
  return {
    elite,
    selection: {
      atMs: look.atMs,
      eliteAtMs: elite.atMs,
      members,
      refused: firstOfEach(reasons).filter(({ symbol }) => !inUniverse.has(symbol)),
    },
  };
}

const isEliteDue = (nowMs: number, { atMs }: ChosenElite, { rules, refreshPeriodMs }: SelectOptions): boolean =>
  nowMs - atMs >= rules.elite.refreshPeriodMs - refreshPeriodMs / 2;

const toElite = (atMs: number, chosen: readonly Candidate[], listed: readonly Candidate[]): ChosenElite => ({
  atMs,
  symbols: chosen.map(({ symbol }) => symbol),
  turnover: new Map(listed.map((candidate) => [candidate.symbol, turnoverOf(candidate)])),
});

/** The elite of an earlier look, without what can no longer be traded; what passes now and is not of it is refused. */
function keptElite(
  { symbols, atMs }: ChosenElite,
  listed: readonly Candidate[],
  common: readonly Candidate[],
  nowMs: number,
): Filtered {
  const listedBySymbol = new Map(listed.map((candidate) => [candidate.symbol, candidate]));
  const members = new Set(symbols);
  const reason = `the elite was chosen ${hoursSince(atMs, nowMs)} ago without it, and it does not move enough`;
  return {
    passed: symbols.flatMap((symbol) => listedBySymbol.get(symbol) ?? []),
    refused: common
      .filter(({ symbol }) => !members.has(symbol))
      .map(({ symbol }) => ({ symbol, filter: 'elite', reason })),
  };
}

interface Pools {
  readonly elite: readonly Candidate[];
  readonly eliteWhy: string;
  readonly movers: readonly Mover[];
  readonly rules: UniverseRules;
}

/** One list of both pools, the elite first, cut to what the rules allow. */
function merged({ elite, eliteWhy, movers, rules }: Pools): Pick<UniverseSelection, 'members' | 'refused'> {
  const moverOf = new Map(movers.map((mover) => [mover.candidate.symbol, mover]));
  const isElite = new Set(elite.map(({ symbol }) => symbol));
  const eliteMembers = elite.map((candidate): UniverseMember => {
    const mover = moverOf.get(candidate.symbol);
    return {
      symbol: candidate.symbol,
      pools: mover ? ['elite', 'overlay'] : ['elite'],
      quoteVolume24h: turnoverOf(candidate),
      why: [eliteWhy, ...(mover?.why ?? [])],
    };
  });
  const overlayMembers = movers
    .filter(({ candidate }) => !isElite.has(candidate.symbol))
    .map(({ candidate, why }): UniverseMember => ({
      symbol: candidate.symbol,
      pools: ['overlay'],
      quoteVolume24h: turnoverOf(candidate),
      why,
    }));
  const overlay = firstMembers(overlayMembers, rules.overlay.maxSymbols, 'overlay.maxSymbols');
  const all = firstMembers([...eliteMembers, ...overlay.members], rules.maxSymbols, 'maxSymbols');
  return { members: all.members, refused: [...overlay.refused, ...all.refused] };
}

function firstMembers(
  members: readonly UniverseMember[],
  most: number | null,
  filter: string,
): Pick<UniverseSelection, 'members' | 'refused'> {
  if (most === null) return { members, refused: [] };
  const refused = members.slice(most).map(({ symbol }, index): Refusal => ({
    symbol,
    filter,
    reason: `its place is ${most + index + 1}, beyond the first ${most}`,
  }));
  return { members: members.slice(0, most), refused };
}

function firstOfEach(refusals: readonly Refusal[]): readonly Refusal[] {
  const seen = new Set<InstrumentSymbol>();
  return refusals.filter(({ symbol }) => seen.size < seen.add(symbol).size);
}

const hoursSince = (atMs: number, nowMs: number): string => `${roundedInWords((nowMs - atMs) / hourMs)} h`;
