import type { FaultWhere } from '../faults/faultSpec.js';

/** One connection that was accepted, as the exchange saw it. Instants are wall time, epoch ms. */
export interface ConnectionRecord {
  readonly id: number;
  readonly route: NonNullable<FaultWhere['route']>;
  /** What it carries, by the first stream it asked for; `undefined` when it never asked. */
  readonly feed: FaultWhere['feed'];
  readonly openedAtMs: number;
  /** Absent while it stands. */
  readonly closedAtMs?: number;
  /** As the exchange was told; 1005 and 1006 as WebSocket has them. */
  readonly closeCode?: number;
  /** When data were handed to its socket: the newest few instants that are at least 100 ms apart. */
  readonly dataAtMs: readonly number[];
}

/** Older ones are forgotten. */
const keptRecords = 10_000;

/** Every connection that was accepted, oldest first; those that stand tell how they are when they are asked. */
export class ConnectionLog {
  readonly #reads: (() => ConnectionRecord)[] = [];

  get records(): readonly ConnectionRecord[] {
    return this.#reads.map((read) => read());
  }

  /** Begins the record of a connection. The function that is returned ends it with what was last known of it. */
  add(read: () => ConnectionRecord): (end: Pick<ConnectionRecord, 'closedAtMs' | 'closeCode'>) => void {
    const entry = { read };
    const index = this.#reads.push(() => entry.read());
    if (index > keptRecords) this.#reads.shift();
    return (end) => {
      const last = { ...read(), ...end };
      entry.read = () => last;
    };
  }
}
