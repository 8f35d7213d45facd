import type { Sample } from '../../domain/sample.js';

/** What samples have come to. Ratios are means; `undefined` of no samples. */
export interface VirtualFigures {
  readonly samples: number;
  /** Those that ended well, of all: 0 to 1. */
  readonly hitRatio: number | undefined;
  /** Costs included. */
  readonly meanReturnRatio: number | undefined;
  /** How far the price went for them and against them, at most. */
  readonly meanBestRatio: number | undefined;
  readonly meanWorstRatio: number | undefined;
}

export interface VirtualStatistics {
  readonly all: VirtualFigures;
  /** By what ended them, by name. */
  readonly byExit: readonly (VirtualFigures & { readonly exit: string })[];
  /** By absolute score, from `fromScore` up to `fromScore` + 5; ascending. */
  readonly byScore: readonly (VirtualFigures & { readonly fromScore: number })[];
  /** By factor, in the order of their names: those for which it spoke for the signal, and against it. */
  readonly byFactor: readonly (VirtualFigures & { readonly factor: string; readonly spoke: 'for' | 'against' })[];
}

/** Points in a band of scores. */
export const scoreBand = 5;
const highestBand = 100 - scoreBand;

class Sums {
  #samples = 0;
  #hits = 0;
  #returns = 0;
  #measured = 0;
  #best = 0;
  #worst = 0;

  add({ outcome, returnRatio, bestRatio, worstRatio }: Sample): void {
    this.#samples += 1;
    this.#hits += outcome;
    this.#returns += returnRatio;
    if (bestRatio === undefined || worstRatio === undefined) return;
    this.#measured += 1;
    this.#best += bestRatio;
    this.#worst += worstRatio;
  }

  get figures(): VirtualFigures {
    const mean = (sum: number, of: number): number | undefined => (of === 0 ? undefined : sum / of);
    return {
      samples: this.#samples,
      hitRatio: mean(this.#hits, this.#samples),
      meanReturnRatio: mean(this.#returns, this.#samples),
      meanBestRatio: mean(this.#best, this.#measured),
      meanWorstRatio: mean(this.#worst, this.#measured),
    };
  }
}

/** Adds samples up, one at a time. Holds sums, no samples. */
export class VirtualTally {
  readonly #all = new Sums();
  readonly #byExit = new Map<string, Sums>();
  readonly #byScore = new Map<number, Sums>();
  readonly #byFactor = new Map<string, { readonly for: Sums; readonly against: Sums }>();

  add(sample: Sample): void {
    const { exit, score, factors = {} } = sample;
    this.#all.add(sample);
    if (exit !== undefined) of(this.#byExit, exit, () => new Sums()).add(sample);
    if (score !== undefined) of(this.#byScore, bandOf(score), () => new Sums()).add(sample);
    for (const [factor, opinion] of Object.entries(factors)) {
      if (opinion === 0) continue;
      const sums = of(this.#byFactor, factor, () => ({ for: new Sums(), against: new Sums() }));
      sums[opinion > 0 ? 'for' : 'against'].add(sample);
    }
  }

  get statistics(): VirtualStatistics {
    return {
      all: this.#all.figures,
      byExit: sorted(this.#byExit).map(([exit, { figures }]) => ({ exit, ...figures })),
      byScore: sorted(this.#byScore).map(([fromScore, { figures }]) => ({ fromScore, ...figures })),
      byFactor: sorted(this.#byFactor).flatMap(([factor, sums]) =>
        (['for', 'against'] as const).map((spoke) => ({ factor, spoke, ...sums[spoke].figures })),
      ),
    };
  }
}

const bandOf = (score: number): number => Math.min(highestBand, Math.floor(Math.abs(score) / scoreBand) * scoreBand);

function of<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const sorted = <K extends string | number, V>(map: ReadonlyMap<K, V>): readonly (readonly [K, V])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));
