import {
  catchError,
  concatMap,
  defer,
  map,
  of,
  scan,
  throwError,
  throwIfEmpty,
  timeout,
  TimeoutError,
  withLatestFrom,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { candidatesOf, type CandidateRules, type Candidates } from '../core/features/candidates.js';
import { gateSignals, nothingRefused, type GateState } from '../core/features/gateSignals.js';
import type { CyclePrediction, CycleResult } from '../domain/cycle.js';
import { PredictionError } from '../domain/errors.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { Predictor } from '../ports/predictor.js';
import type { WindowBook } from './windowBook.js';

export interface PredictionsDeps extends CandidateRules {
  readonly predictor: Predictor;
  readonly book$: Observable<WindowBook>;
  /** A signal below it does not open; null: none is held back. */
  readonly minProbability: number | null;
  /** A cycle goes on by score when there is no answer so long after its scan. */
  readonly timeoutMs: number;
  /** For durations; never goes back. */
  readonly monotonicMs: () => number;
  /** Transport time. */
  readonly scheduler: SchedulerLike;
}

type Answer = Omit<CyclePrediction, 'refused'>;

interface Judged {
  readonly cycle: CycleResult;
  readonly answer: Answer;
  readonly gate: GateState;
}

/**
 * Adds to each cycle what the predictor says of its candidates, in one call for all of them, and holds back signals that
 * are not probable enough. In plain words: the scan is over when the predictor is asked, so its time stays its own; who
 * listens behind hears of a cycle when it is answered, and of all cycles in order.
 *
 * Candidates are the symbols at or above `minScore`; of a cycle without one nobody is asked. A predictor that is off,
 * fails, or takes longer than `timeoutMs` costs a cycle its probabilities and nothing else. Holds the batches of the
 * cycles that wait, each for at most `timeoutMs`.
 */
export const predictions = (deps: PredictionsDeps): OperatorFunction<CycleResult, CycleResult> => {
  const { book$, minProbability } = deps;
  const decide = gateSignals(minProbability);
  return (cycles$) =>
    defer(() => {
      const candidates = candidatesOf(deps);
      return cycles$.pipe(
        withLatestFrom(book$),
        // In the tick of the scan: windows move on.
        map(([cycle, book]) => ({
          cycle,
          candidates: candidates(cycle, book),
          dueAtMs: deps.scheduler.now() + deps.timeoutMs,
        })),
        concatMap(({ cycle, ...asked }) => ask(asked, deps).pipe(map((answer) => ({ cycle, answer })))),
        scan<{ cycle: CycleResult; answer: Answer }, Judged, { gate: GateState }>(
          ({ gate }, { cycle, answer }) => ({
            cycle,
            answer,
            gate: decide(gate, { signals: cycle.signals, probabilities: answer.probabilities }),
          }),
          { gate: nothingRefused },
        ),
        map(({ cycle, answer, gate }) => ({
          ...cycle,
          signals: gate.signals,
          prediction: { ...answer, refused: gate.refused },
        })),
      );
    });
};

const nobody: ReadonlyMap<InstrumentSymbol, number> = new Map();

interface Asked {
  readonly candidates: Candidates;
  /** Transport time: those who waited behind a slow answer have less of it. */
  readonly dueAtMs: number;
}

function ask(
  { candidates: { symbols, batch }, dueAtMs }: Asked,
  { predictor, monotonicMs, scheduler }: PredictionsDeps,
): Observable<Answer> {
  if (symbols.length === 0) return of({ kind: 'predicted', candidates: 0, probabilities: nobody, durationMs: 0 });
  return defer(() => {
    const startedMs = monotonicMs();
    const answer = (kind: Answer['kind'], probabilities = nobody): Answer => ({
      kind,
      candidates: symbols.length,
      probabilities,
      durationMs: monotonicMs() - startedMs,
    });
    return predictor.predict(batch, symbols.length).pipe(
      timeout({ first: Math.max(0, dueAtMs - scheduler.now()), scheduler }),
      throwIfEmpty(() => new PredictionError('the predictor said nothing', { cause: 'failed', found: 'nothing' })),
      map((found) => answer('predicted', new Map(symbols.map((symbol, row) => [symbol, found[row]!])))),
      catchError((error: unknown) => {
        if (error instanceof PredictionError) return of(answer(error.details.cause));
        return error instanceof TimeoutError ? of(answer('failed')) : throwError(() => error);
      }),
    );
  });
}
