import { BadInputError } from '../../domain/errors.js';
import { RandomSequence, toUnitInterval } from '../synthetic/random.js';
import { chaosRecipes } from './chaosRecipes.js';
import { chaosKindNames } from './faultKinds.js';
import type { FaultKind, FaultSpec } from './faultSpec.js';

export interface ChaosOptions {
  /** Mean number of faults per minute of wall time; they come at random, as independent events do. */
  readonly ratePerMinute: number;
  /** Any integer; the same seed gives the same faults at the same times. */
  readonly seed: number;
  /** Default: all but those that only mean something to orders. */
  readonly kinds?: readonly FaultKind[];
  /** The longest a fault lasts; default 10,000. */
  readonly maxForMs?: number;
}

const minuteMs = 60_000;
const meanExponential = (share: number): number => -Math.log(1 - share);

/**
 * An endless schedule of faults, oldest first. Each round goes through all kinds in an order of its own, so that none is
 * left out. Throws a `BadInputError` for a rate that is not above 0.
 */
export function* chaosFaults({
  ratePerMinute,
  seed,
  kinds = chaosKindNames,
  maxForMs = 10_000,
}: ChaosOptions): Generator<FaultSpec & { readonly atMs: number }, never> {
  const random = new RandomSequence(seed);
  const share = (): number => toUnitInterval(random.next());
  const recipes = chaosRecipes(share, maxForMs);
  let atMs = 0;
  for (;;) {
    for (const kind of shuffled(kinds, share)) {
      atMs += (meanExponential(share()) * minuteMs) / ratePerMinute;
      yield { ...recipes(kind), atMs: Math.round(atMs) };
    }
  }
}

/** Throws a `BadInputError` for what `chaosFaults` cannot use. */
export function checkChaos({ ratePerMinute, seed, kinds, maxForMs }: ChaosOptions): void {
  if (!(ratePerMinute > 0 && Number.isFinite(ratePerMinute)))
    throw badChaos('ratePerMinute', ratePerMinute, 'a number above 0');
  if (!Number.isSafeInteger(seed)) throw badChaos('seed', seed, 'a whole number');
  if (kinds?.length === 0) throw badChaos('kinds', 0, 'at least one kind of fault');
  if (maxForMs !== undefined && !(maxForMs > 0)) throw badChaos('maxForMs', maxForMs, 'milliseconds above 0');
}

function badChaos(name: string, found: number, expected: string): BadInputError {
  const place = `chaos.${name}`;
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found: `${found}`, expected });
}

/** Fisher and Yates. */
function shuffled<T>(all: readonly T[], share: () => number): T[] {
  const order = [...all];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(share() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
