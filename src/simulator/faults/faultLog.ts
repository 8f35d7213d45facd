import { faultKindNames } from './faultKinds.js';
import type { FaultRecord, FaultRun } from './faultRun.js';
import type { FaultKind } from './faultSpec.js';

/** Older ones are forgotten; the counts are not. */
const keptRuns = 10_000;

/** What has been injected per kind, and how many things each kind has hit. */
export type FaultCounts = Readonly<Partial<Record<FaultKind, { readonly injected: number; readonly hits: number }>>>;

/** Every fault that was injected, in order. */
export class FaultLog {
  readonly #runs: FaultRun[] = [];
  readonly #forgotten = new Map<FaultKind, { injected: number; hits: number }>();

  add(run: FaultRun): void {
    this.#runs.push(run);
    if (this.#runs.length <= keptRuns) return;
    const oldest = this.#runs.shift();
    if (oldest) count(this.#forgotten, oldest);
  }

  get records(): readonly FaultRecord[] {
    return this.#runs.map(({ record }) => record);
  }

  get counts(): FaultCounts {
    const counts = new Map([...this.#forgotten].map(([kind, each]) => [kind, { ...each }]));
    for (const run of this.#runs) count(counts, run);
    return Object.fromEntries(
      faultKindNames.flatMap((kind) => {
        const of = counts.get(kind);
        return of ? [[kind, of] as const] : [];
      }),
    );
  }
}

function count(counts: Map<FaultKind, { injected: number; hits: number }>, { record }: FaultRun): void {
  const of = counts.get(record.kind) ?? { injected: 0, hits: 0 };
  of.injected += 1;
  of.hits += record.hits;
  counts.set(record.kind, of);
}
