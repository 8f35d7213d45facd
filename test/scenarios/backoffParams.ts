import type { ScenarioParams } from '../../src/marbles/index.js';
import type { BackoffOptions } from '../../src/operators/retryWithBackoff.js';

/** `random=0,0.5` is drawn from in turn, again and again. `notLife=o` names a value that is no sign of life. */
export function backoffParams(params: ScenarioParams): BackoffOptions<unknown> {
  const draws = params.numbers('random', [1]);
  const notLife = params.text('notLife', '');
  let drawn = 0;
  return {
    baseMs: params.number('baseMs'),
    capMs: params.number('capMs'),
    resetAfterMs: params.number('resetAfterMs'),
    random: () => draws[drawn++ % draws.length]!,
    isSignOfLife: (value) => value !== notLife,
  };
}
