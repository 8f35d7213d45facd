import { map, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { ConnectionBudgetHealth, RestBudgetHealth } from '../domain/health.js';
import type { ConnectionBudget, RestBudget } from '../ports/marketData.js';
import { sampleFigures } from './sampleFigures.js';

export interface BudgetHealthOptions {
  /** How often figures are told while requests or connections are spent. */
  readonly periodMs: number;
  /** Transport time. */
  readonly scheduler: Pick<SchedulerLike, 'now'>;
}

/** The request weight: at once when requests begin or cease to wait, and when the exchange shuts us out. */
export const toRestBudgetHealth =
  (options: BudgetHealthOptions): OperatorFunction<RestBudget, RestBudgetHealth> =>
  (budget$) =>
    budget$.pipe(
      map(({ usedWeight, limitWeight, waiting, blockedUntilMs }) => ({
        kind: 'restBudget' as const,
        usedWeight,
        limitWeight,
        waiting,
        blockedUntilMs,
      })),
      sampleFigures({
        ...options,
        stateOf: ({ waiting, blockedUntilMs }) => `${waiting > 0} ${blockedUntilMs}`,
      }),
    );

/** The allowance of new connections: at once when connections begin or cease to wait, and when it is used up. */
export const toConnectionBudgetHealth =
  (options: BudgetHealthOptions): OperatorFunction<ConnectionBudget, ConnectionBudgetHealth> =>
  (budget$) =>
    budget$.pipe(
      map(({ inWindow, limit, waiting }) => ({ kind: 'connectionBudget' as const, inWindow, limit, waiting })),
      sampleFigures({ ...options, stateOf: ({ inWindow, limit, waiting }) => `${waiting > 0} ${inWindow >= limit}` }),
    );
