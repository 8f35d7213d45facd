import {
  asyncScheduler,
  EMPTY,
  firstValueFrom,
  from,
  ignoreElements,
  lastValueFrom,
  NEVER,
  of,
  race,
  Subject,
  tap,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { virtualFiles } from '../../adapters/files/virtualFiles.js';
import type { Scanner } from '../../app/scanner.js';
import type { Config } from '../../config/schema.js';
import { VirtualTally } from '../../core/virtual/virtualTally.js';
import { instrumentSymbol } from '../../domain/kline.js';
import type { RecalledVirtual, VirtualKeep, VirtualKept, VirtualStore } from '../../ports/virtualStore.js';
import { virtualLoop, type VirtualUpdate } from '../../streams/virtualLoop.js';
import type { Presenter } from '../present/presenter.js';
import type { VirtualReport } from '../report/report.js';
import { virtualFolder } from './virtualFolder.js';

type VirtualConfig = Pick<Config, 'virtual' | 'windows' | 'factors' | 'state' | 'exchange' | 'simulator'>;

/** A run that ends waits this long for what is still to be written. */
const longestEndMs = 1_000;
const nothing: RecalledVirtual = { positions: [], endedIds: [], troubles: [] };
const forgetful: VirtualStore = { recall: () => of(nothing), keep: () => EMPTY };

/** Recalls the virtual positions of earlier runs and says what came of it. Never rejects for what cannot be read. */
export async function openVirtualRun(
  config: VirtualConfig,
  presenter: Pick<Presenter, 'say' | 'warn'>,
): Promise<VirtualRun> {
  const folder = virtualFolder(config);
  const { enabled, rotateBytes } = config.virtual;
  const store = enabled && folder !== undefined ? virtualFiles({ folder, rotateBytes }) : forgetful;
  const recalled = await lastValueFrom(store.recall(), { defaultValue: nothing });
  recalled.troubles.forEach(presenter.warn);
  if (recalled.positions.length > 0) presenter.say(`Virtual positions that go on: ${recalled.positions.length}.`);
  return new VirtualRun({ config, store, recalled, warn: presenter.warn });
}

interface Parts {
  readonly config: VirtualConfig;
  readonly store: VirtualStore;
  readonly recalled: RecalledVirtual;
  readonly warn: (sentence: string) => void;
}

/** Follows the signals of a run on paper, beside the scan, and keeps what becomes of them. */
export class VirtualRun {
  readonly #parts: Parts;
  readonly #keeps = new Subject<VirtualKeep>();
  readonly #isKept: Promise<unknown>;
  readonly #tally = new VirtualTally();
  readonly #counts = { open: 0, resumed: 0, opened: 0, ended: 0, lost: 0, samples: 0 };

  constructor(parts: Parts) {
    this.#parts = parts;
    const resumed = parts.recalled.positions.length;
    this.#counts = { ...this.#counts, open: resumed, resumed };
    const kept$ = parts.store.keep(this.#keeps).pipe(tap((kept) => this.#onKept(kept)));
    this.#isKept = lastValueFrom(kept$, { defaultValue: undefined });
  }

  /** Its section of the report; empty when nothing is followed. */
  get report(): { readonly virtual?: VirtualReport } {
    if (!this.#parts.config.virtual.enabled) return {};
    const { all, byExit, byScore, byFactor } = this.#tally.statistics;
    return { virtual: { ...this.#counts, hitRatio: all.hitRatio ?? null, all, byExit, byScore, byFactor } };
  }

  /** Subscribe to it as long as the run lasts. */
  watch(
    scanner: Pick<Scanner, 'signalRecords$' | 'windowEvents$' | 'windows$' | 'prices$'>,
    market: SchedulerLike,
  ): Observable<never> {
    const { config, recalled } = this.#parts;
    if (!config.virtual.enabled) return NEVER;
    const { virtual, windows, factors } = config;
    const rules = { ...virtual, intervals: windows.intervals, benchmark: instrumentSymbol(factors.benchmark) };
    return virtualLoop({ ...scanner, rules, past: recalled, market }).pipe(
      tap((update) => this.#onUpdate(update)),
      ignoreElements(),
    );
  }

  /** Resolves when everything is written, or has taken too long, and says what was not. */
  async finish(): Promise<void> {
    this.#keeps.complete();
    const isOver$ = race(from(this.#isKept), timer(longestEndMs, asyncScheduler));
    await firstValueFrom(isOver$, { defaultValue: undefined });
    const { store, warn } = this.#parts;
    const left = this.#counts.ended - this.#counts.samples;
    if (left > 0 && store !== forgetful)
      warn(`Samples of virtual positions: ${left} ${left === 1 ? 'was' : 'were'} not kept.`);
  }

  #onUpdate({ opened, samples, lost, openCount, positions }: VirtualUpdate): void {
    const counts = this.#counts;
    counts.open = openCount;
    counts.opened += opened.length;
    counts.ended += samples.length;
    counts.lost += lost.length;
    for (const sample of samples) this.#tally.add(sample);
    this.#keeps.next({ samples, positions });
  }

  #onKept(kept: VirtualKept): void {
    if (kept.kind === 'trouble') this.#parts.warn(kept.sentence);
    else this.#counts.samples += kept.samples;
  }
}
