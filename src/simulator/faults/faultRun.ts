import { FaultTarget } from './faultTarget.js';
import type { Fault, FaultKind, FaultWhere } from './faultSpec.js';
import { seriesOf } from './streamTraits.js';

/** One injected fault, as the log tells it. Times are wall milliseconds since the simulator's start. */
export interface FaultRecord {
  readonly id: number;
  readonly kind: FaultKind;
  readonly where: FaultWhere;
  readonly parameters: object;
  readonly startedAtMs: number;
  /** Absent while it lasts. */
  readonly endedAtMs?: number;
  /** Things it has hit: connections, frames, finals, requests, handshakes. */
  readonly hits: number;
  /** Numbers of the connections it has hit. */
  readonly connections: readonly number[];
  /** Series (`BTCUSDT/5m`) it has hit; the stream's name where it carries no klines. */
  readonly series: readonly string[];
}

/** A fault that lasts: its target, and what it has hit so far. */
export class FaultRun<K extends FaultKind = FaultKind> {
  readonly id: number;
  readonly fault: Fault<K>;
  readonly target: FaultTarget;
  readonly startedAtMs: number;
  readonly #onSpent: () => void;
  readonly #connections = new Set<number>();
  readonly #series = new Set<string>();
  #hits = 0;
  #endedAtMs: number | undefined;

  constructor(id: number, fault: Fault<K>, startedAtMs: number, onSpent: () => void) {
    this.id = id;
    this.fault = fault;
    this.target = new FaultTarget(fault.where);
    this.startedAtMs = startedAtMs;
    this.#onSpent = onSpent;
  }

  get isOver(): boolean {
    return this.#endedAtMs !== undefined;
  }

  get isSpent(): boolean {
    return this.#hits >= this.fault.count;
  }

  /** Writes down that something was hit; the fault ends when its count is reached. */
  hit({ connection, stream }: { readonly connection?: number; readonly stream?: string | undefined } = {}): void {
    this.#hits += 1;
    if (connection !== undefined) this.#connections.add(connection);
    if (stream !== undefined) this.#series.add(seriesOf(stream));
    if (this.isSpent) this.#onSpent();
  }

  end(endedAtMs: number): void {
    this.#endedAtMs ??= endedAtMs;
  }

  get record(): FaultRecord {
    const { kind, where, parameters } = this.fault;
    return {
      id: this.id,
      kind,
      where,
      parameters,
      startedAtMs: this.startedAtMs,
      ...(this.#endedAtMs !== undefined && { endedAtMs: this.#endedAtMs }),
      hits: this.#hits,
      connections: [...this.#connections],
      series: [...this.#series],
    };
  }
}

/** Begins a fault; the function that is returned ends it. */
export type Behaviour<K extends FaultKind, Surface> = (run: FaultRun<K>, surface: Surface) => () => void;
