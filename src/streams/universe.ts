import {
  combineLatest,
  concat,
  defer,
  distinctUntilChanged,
  exhaustMap,
  interval,
  map,
  of,
  scan,
  startWith,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { UniverseLook } from '../core/universe/candidate.js';
import { refuseUnknownSymbols } from '../core/universe/refuseUnknownSymbols.js';
import type { UniverseRules } from '../core/universe/rules.js';
import { selectUniverse, type UniverseStep } from '../core/universe/selectUniverse.js';
import { withPinned, type UniverseSelection } from '../core/universe/selection.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import type { FeedBackoff } from './feed.js';
import { universeLook, type DailyKlineCache, type UniverseCalls } from './universeLook.js';

export interface UniverseDeps {
  readonly calls: UniverseCalls;
  readonly rules: UniverseRules;
  /** Market time between two looks: the overlay is chosen at each, the elite at those nearest to when it is due. */
  readonly refreshPeriodMs: number;
  /** Symbols that stay whatever the rules say, as those with an open position; none until it speaks. */
  readonly pinned$: Observable<ReadonlySet<InstrumentSymbol>>;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  readonly market: SchedulerLike;
  readonly transport: SchedulerLike;
}

/** The symbols to scan, emitted when they differ from before. */
export const toSymbols = (): OperatorFunction<UniverseSelection, readonly InstrumentSymbol[]> => (selections$) =>
  selections$.pipe(
    map(({ members }) => members.map(({ symbol }) => symbol)),
    distinctUntilChanged(
      (before, after) => before.length === after.length && before.every((symbol, i) => symbol === after[i]),
    ),
  );

/**
 * The universe with its reasons: chosen at once and again every `refreshPeriodMs`, and again when what is pinned changes.
 * A look that fails for a passing reason is repeated. Fails with `BadInputError` when at the first look a symbol that was
 * asked for by name cannot be scanned; one that can no longer be scanned at a later look leaves.
 */
export function universeSelections(deps: UniverseDeps): Observable<UniverseSelection> {
  const { rules, refreshPeriodMs, pinned$ } = deps;
  const selections$ = looks(deps).pipe(
    scan<UniverseLook, UniverseStep | undefined, undefined>((before, look) => {
      if (!before) refuseUnknownSymbols(look, rules);
      return selectUniverse(look, { rules, refreshPeriodMs, elite: before?.elite });
    }, undefined),
    map((step) => step!.selection),
  );
  return combineLatest([pinned$.pipe(startWith(new Set<InstrumentSymbol>())), selections$]).pipe(
    map(([pinned, selection]) => withPinned(selection, pinned)),
  );
}

function looks({
  calls,
  rules,
  refreshPeriodMs,
  backoff,
  random,
  market,
  transport,
}: UniverseDeps): Observable<UniverseLook> {
  return defer(() => {
    const cache: DailyKlineCache = new Map();
    return concat(of(0), interval(refreshPeriodMs, market)).pipe(
      exhaustMap(() =>
        universeLook({ calls, rules, atMs: market.now(), cache }).pipe(
          retryWithBackoff({ ...backoff, random, scheduler: transport }),
        ),
      ),
    );
  });
}
