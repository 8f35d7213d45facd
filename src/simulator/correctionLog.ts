import type { Recipient } from './streams/streamHub.js';

/** A minute that turned out to have been told wrongly, and the series on which a client was told so. */
export interface CorrectionRecord {
  readonly symbol: string;
  readonly minuteOpenMs: number;
  /** Market time. Klines that had ended by then were told wrongly before. */
  readonly atMs: number;
  /**
   * Names of the streams whose second final was handed, unharmed, to a connection that still stood a second later. On any
   * other series a client that had taken the first final cannot know.
   */
  readonly toldOn: readonly string[];
}

/** A frame handed to a connection that breaks at once may never arrive. */
const arrivesWithinMs = 1_000;

/** Every correction, in order. */
export class CorrectionLog {
  readonly #records: CorrectionRecord[] = [];
  readonly #later: (delayMs: number, action: () => void) => void;

  constructor(later: (delayMs: number, action: () => void) => void) {
    this.#later = later;
  }

  get records(): readonly CorrectionRecord[] {
    return this.#records;
  }

  /** Notes a correction. The function that is returned is to be called for each socket that a second final was handed to. */
  add(correction: Omit<CorrectionRecord, 'toldOn'>): (stream: string, recipient: Recipient) => void {
    const toldOn: string[] = [];
    this.#records.push({ ...correction, toldOn });
    return (stream, recipient) =>
      this.#later(arrivesWithinMs, () => {
        if (recipient.isReachable && !toldOn.includes(stream)) toldOn.push(stream);
      });
  }
}
