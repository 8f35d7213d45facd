import { map, share, type Observable } from 'rxjs';
import { serverTimeRequest } from './requests.js';
import type { RestClient } from './rest.js';

/**
 * The venue's clock for signatures: the estimate that the adapter was given, corrected by what the venue itself said
 * when it last found that estimate wrong.
 */
export class VenueClock {
  /** Asks the venue for its time and corrects the clock. Whoever asks meanwhile shares the answer. Emits once. */
  readonly resync$: Observable<void>;
  readonly #estimate: () => number;
  #correctionMs = 0;

  constructor(estimate: () => number, rest: Pick<RestClient, 'send'>) {
    this.#estimate = estimate;
    this.resync$ = rest.send(serverTimeRequest).pipe(
      map(({ body }) => {
        // The venue read its clock before we hear of it: so corrected, ours is behind by the way of the answer, never ahead.
        this.#correctionMs = body.serverTime - this.#estimate();
      }),
      share(),
    );
  }

  /** Epoch ms. */
  now(): number {
    return this.#estimate() + this.#correctionMs;
  }
}
