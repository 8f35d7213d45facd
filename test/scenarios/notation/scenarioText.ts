import { defer, delay, EMPTY, merge, of, share, switchMap } from 'rxjs';
import { runScenario, type RunScenarioOptions, type Subjects } from '../../../src/marbles/index.js';

/** Small subjects of another Rx app: nothing of Candlewick is needed to use the notation. */
export const subjects: Subjects = {
  mirror: (inputs) => inputs.get('in'),
  delay: (inputs, params, scheduler) => inputs.get('in').pipe(delay(params.durationMs('by'), scheduler)),
  mergeAll: (inputs) => merge(...inputs.names.map((name) => inputs.get(name))),
  request: { cold: ['reply'], run: (inputs) => inputs.get('in').pipe(switchMap(() => inputs.get('reply'))) },
  split: (inputs) => {
    const in$ = inputs.get('in').pipe(share());
    return { left: in$, right: in$.pipe(delay(1_000)) };
  },
  silent: (inputs) => inputs.get('in').pipe(switchMap(() => EMPTY)),
  emit: (_inputs, params) => defer(() => of(JSON.parse(params.text('json')))),
};

/** A scenario with a title and a tick, unless the lines bring their own. */
export const scenarioOf = (...lines: string[]): string => ['% A claim.', 'tick 1s', ...lines].join('\n');

export function run(text: string, options: Partial<RunScenarioOptions> = {}): void {
  runScenario(text, { subjects, fileName: 'claims/a.marble', ...options });
}

/** Message of the error that running the scenario throws; empty when it holds. */
export function failureOf(text: string, options: Partial<RunScenarioOptions> = {}): string {
  try {
    run(text, options);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
