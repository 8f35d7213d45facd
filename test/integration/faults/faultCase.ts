import type { FaultKind } from '../../../src/simulator/index.js';

/** One claim about a kind of fault, and the run that shows it. */
interface FaultCase {
  /** A sentence whose subject is the kind. */
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** What is claimed of some kinds. */
export type FaultCases<K extends FaultKind = FaultKind> = Readonly<Record<K, readonly FaultCase[]>>;

/** The cases that come of scenarios, each played in the same way. */
export const casesOf = <K extends FaultKind, S extends { readonly title: string }>(
  scenarios: Readonly<Record<K, readonly S[]>>,
  play: (scenario: S) => Promise<void>,
): FaultCases<K> =>
  Object.fromEntries(
    Object.entries<readonly S[]>(scenarios).map(([kind, all]) => [
      kind,
      all.map((scenario) => ({ title: scenario.title, run: () => play(scenario) })),
    ]),
  ) as unknown as FaultCases<K>;
