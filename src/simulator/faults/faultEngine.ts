import { BadInputError } from '../../domain/errors.js';
import { beginFault } from './behaviours.js';
import { rulesOf } from './faultKinds.js';
import { FaultLog, type FaultCounts } from './faultLog.js';
import { FaultRun, type FaultRecord } from './faultRun.js';
import type { Fault, FaultSpec } from './faultSpec.js';
import type { FaultSurface } from './faultSurface.js';
import { readFaultSpec, resolveFault } from './readFaultScript.js';
import type { Timers } from './timers.js';

export interface FaultEngineOptions {
  readonly surface: FaultSurface;
  readonly timers: Timers;
  /** Wall milliseconds since the simulator's start. */
  readonly elapsedMs: () => number;
}

/** Begins faults when they are due, ends them when they are over, and writes both down. */
export class FaultEngine {
  readonly #surface: FaultSurface;
  readonly #timers: Timers;
  readonly #elapsedMs: () => number;
  readonly #log = new FaultLog();
  /** What ends the faults that last. */
  readonly #stops = new Map<FaultRun, () => void>();
  #lastId = 0;

  constructor({ surface, timers, elapsedMs }: FaultEngineOptions) {
    this.#surface = surface;
    this.#timers = timers;
    this.#elapsedMs = elapsedMs;
  }

  get records(): readonly FaultRecord[] {
    return this.#log.records;
  }

  get counts(): FaultCounts {
    return this.#log.counts;
  }

  /**
   * Plans a fault: `atMs` counts from now here, so that one without it begins at once. Throws a `BadInputError` for a fault
   * that is none, or that needs an account where there is none.
   */
  inject(spec: FaultSpec): void {
    this.#plan(this.#checked(spec), this.#elapsedMs());
  }

  /** Plans a script, `atMs` counting from the simulator's start. */
  playScript(script: readonly FaultSpec[]): void {
    for (const fault of script.map((spec, index) => this.#checked(spec, `faults[${index}]`))) this.#plan(fault, 0);
  }

  /** Takes fault after fault from an endless schedule in the order of their times. Those that need an account are left out. */
  playSchedule(schedule: Iterator<FaultSpec>): void {
    const next = schedule.next();
    if (next.done) return;
    const fault = resolveFault(next.value);
    this.#timers.after(fault.atMs - this.#elapsedMs(), () => {
      if (this.#surface.listenKeys !== undefined || !needsAccount(fault)) this.#begin(fault);
      this.playSchedule(schedule);
    });
  }

  #checked(spec: FaultSpec, place?: string): Fault {
    const fault = resolveFault(readFaultSpec(spec, place));
    if (needsAccount(fault) && !this.#surface.listenKeys) throw noAccount(fault, place ?? 'fault');
    return fault;
  }

  #plan(fault: Fault, originMs: number): void {
    const dueMs = originMs + fault.atMs - this.#elapsedMs();
    if (dueMs <= 0) this.#occur(fault, originMs);
    else this.#timers.after(dueMs, () => this.#occur(fault, originMs));
  }

  #occur(fault: Fault, originMs: number): void {
    this.#begin(fault);
    if (fault.everyMs === undefined) return;
    const next = { ...fault, atMs: fault.atMs + fault.everyMs };
    this.#timers.after(originMs + next.atMs - this.#elapsedMs(), () => this.#occur(next, originMs));
  }

  #begin(fault: Fault): void {
    // Reached its count: ends at once, unless it still is beginning.
    const run = new FaultRun((this.#lastId += 1), fault, Math.round(this.#elapsedMs()), () => this.#end(run));
    this.#log.add(run);
    this.#stops.set(run, beginFault(run, this.#surface));
    if (run.isSpent || fault.forMs === 0) this.#end(run);
    else if (fault.forMs < Number.POSITIVE_INFINITY) this.#timers.after(fault.forMs, () => this.#end(run));
  }

  #end(run: FaultRun): void {
    const stop = this.#stops.get(run);
    if (!stop) return;
    this.#stops.delete(run);
    run.end(Math.round(this.#elapsedMs()));
    stop();
  }
}

const needsAccount = ({ kind }: Fault): boolean => rulesOf(kind).needsAccount;

function noAccount({ kind }: Fault, place: string): BadInputError {
  const expected = 'a simulator with an account';
  return new BadInputError(`${place}: found ${kind} on a simulator without an account, expected ${expected}`, {
    place,
    found: kind,
    expected,
  });
}
