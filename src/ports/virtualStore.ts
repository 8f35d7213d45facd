import type { Observable } from 'rxjs';
import type { Sample } from '../domain/sample.js';
import type { VirtualPosition } from '../domain/virtualPosition.js';

export interface RecalledVirtual {
  /** Positions that were open when they were last kept, but for those whose sample is kept. */
  readonly positions: readonly VirtualPosition[];
  /** Of signals whose samples were kept lately. */
  readonly endedIds: readonly string[];
  /** One sentence for each thing that could not be read, or was dropped. */
  readonly troubles: readonly string[];
}

/** Something to keep. */
export interface VirtualKeep {
  /** Of positions that have just ended. */
  readonly samples: readonly Sample[];
  /**
   * Everything that is open when it is asked, none of them with a sample that is still to be handed over. Live views, which
   * may be written later than they were asked for: each moves on until it ends, and stays as it was just before.
   */
  readonly positions: () => readonly VirtualPosition[];
}

export type VirtualKept =
  { readonly kind: 'kept'; readonly samples: number } | { readonly kind: 'trouble'; readonly sentence: string };

/** Virtual positions and their samples, kept between runs. One process at a time. */
export interface VirtualStore {
  /** Emits once. Never fails: what cannot be read is a trouble. */
  readonly recall: () => Observable<RecalledVirtual>;
  /**
   * Keeps samples, then what is open; what comes while it writes is written together. Nobody waits for it. Tells how many
   * samples were kept, and once, in a sentence, when something cannot be: it is tried again with what comes next. Completes
   * when `keeps$` has completed and everything is written.
   */
  readonly keep: (keeps$: Observable<VirtualKeep>) => Observable<VirtualKept>;
}
