import type { FactorKind } from '../../domain/signal.js';
import type { ScanRules } from '../scoring/scanRules.js';
import { sorted, standardDeviation } from './distribution.js';
import type { FactorEvaluation, Target, Unjudged } from './evaluation.js';
import type { Flow } from './flowOf.js';
import type { Measured } from './measure.js';
import type { Observations } from './observations.js';
import type { RankOrigin } from './rankCorrelation.js';
import { turnover } from './turnover.js';

/** A factor or the final score, with what it said. */
export interface Subject {
  readonly facts: Omit<FactorEvaluation, 'forecasts'>;
  /** `instant × symbols + symbol`. */
  readonly values: Float64Array;
  /** What it is compared with. */
  readonly targets: readonly Target[];
  readonly saidFrom: RankOrigin;
}

/** A subject, compared with what came. */
export interface Compared extends Measured {
  readonly horizonMs: number;
  readonly target: Target;
}

const modulatorTargets: readonly Target[] = ['absoluteReturn', 'returnInDirection'];

/** The factors in the order of the rules, then the score. */
export function subjectsOf(
  { factors }: Pick<ScanRules, 'factors'>,
  seen: Observations,
  flow: Flow,
): readonly Subject[] {
  const ofFactors = factors.map(({ factor: { name, kind } }, at) => {
    const values = seen.factors[at]!;
    const abstentions = Object.fromEntries(seen.abstentions[at]!);
    const isSilent = values.every(Number.isNaN);
    return subject({
      name,
      kind,
      values,
      scored: seen.scored,
      symbolCount: seen.symbolCount,
      abstentions,
      unjudged: isSilent ? 'noData' : flow.isReadBy[at] ? 'flowNotReal' : null,
    });
  });
  const { scores: values, scored, symbolCount } = seen;
  const score = subject({ name: 'score', kind: 'score', values, scored, symbolCount, abstentions: {}, unjudged: null });
  return [...ofFactors, score];
}

interface SubjectParts {
  readonly name: string;
  readonly kind: FactorKind | 'score';
  readonly values: Float64Array;
  readonly scored: number;
  readonly symbolCount: number;
  readonly abstentions: FactorEvaluation['abstentions'];
  readonly unjudged: Unjudged | null;
}

function subject({ name, kind, values, scored, symbolCount, abstentions, unjudged }: SubjectParts): Subject {
  const ascending = sorted(values);
  const least = ascending[0] ?? null;
  const most = ascending.at(-1) ?? null;
  const moved = turnover({ values, symbols: symbolCount });
  return {
    facts: {
      name,
      kind,
      unjudged,
      answers: ascending.length,
      abstainedRatio: scored === 0 ? 0 : 1 - ascending.length / scored,
      abstentions,
      least,
      most,
      standardDeviation: ascending.length === 0 ? null : standardDeviation(values),
      isConstant: least === most,
      turnover: Number.isNaN(moved) ? null : moved,
    },
    values,
    targets: unjudged !== null || least === most ? [] : kind === 'modulator' ? modulatorTargets : ['return'],
    saidFrom: kind === 'modulator' ? 'middle' : 'zero',
  };
}
