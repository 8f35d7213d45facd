import type { Observable, SchedulerLike } from 'rxjs';
import type { ScenarioInputs } from './scenarioInputs.js';
import type { ScenarioParams } from './scenarioParams.js';

/** One Observable (drawn as `out`), or several by the name of their line. */
export type SubjectOutput = Observable<unknown> | Readonly<Record<string, Observable<unknown>>>;

/**
 * Builds what the word after `>` stands for. Every timer it starts should run on `scheduler`, which is virtual; RxJS's
 * default scheduler is virtual too while the scenario runs, `setTimeout` and Promises are not.
 */
export type SubjectFunction = (
  inputs: ScenarioInputs,
  params: ScenarioParams,
  scheduler: SchedulerLike,
) => SubjectOutput;

/** A subject and the inputs that start anew at each subscription (a request), where others are hot (a market). */
export interface Subject {
  readonly cold?: readonly string[];
  readonly run: SubjectFunction;
}

export type Subjects = Readonly<Record<string, SubjectFunction | Subject>>;
