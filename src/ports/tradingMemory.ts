import type { Observable } from 'rxjs';
import type { Position } from '../domain/position.js';

/** All there is of trading on paper, at one instant: positions and account belong together. */
export interface KeptTrading {
  /** Market time. */
  readonly atMs: number;
  readonly isStopped: boolean;
  readonly live: readonly Position[];
  readonly ended: readonly Position[];
  /** As plain data, by whoever keeps the account. */
  readonly account: unknown;
}

export interface RecalledTrading {
  /** `undefined`: there was nothing, or nothing that can be used. */
  readonly kept: KeptTrading | undefined;
  /** Sentences on what is wrong. */
  readonly troubles: readonly string[];
}

/** Remembers trading over a restart. */
export interface TradingMemory {
  /** Cold. What was kept last. Emits once. */
  readonly recall: () => Observable<RecalledTrading>;
  /** Cold. Takes the place of what was kept before, at once or not at all. Completes; emits why not, in a sentence. */
  readonly keep: (trading: KeptTrading) => Observable<string>;
}
