import { defer, scan, shareReplay, type OperatorFunction } from 'rxjs';
import type { InstrumentSymbol } from '../domain/kline.js';

interface Dated {
  readonly symbol: InstrumentSymbol;
  readonly exchangeTimeMs: number;
}

/**
 * Conflates samples: the latest of each symbol wins, by exchange time; of one instant the later one counts. Emits one live
 * map after each list of samples, replays it, and begins anew after everyone has left.
 */
export const latestBySymbol =
  <T extends Dated>(): OperatorFunction<readonly T[], ReadonlyMap<InstrumentSymbol, T>> =>
  (lists$) =>
    defer(() =>
      lists$.pipe(
        scan((book, samples) => {
          for (const sample of samples) {
            const before = book.get(sample.symbol);
            if (!before || before.exchangeTimeMs <= sample.exchangeTimeMs) book.set(sample.symbol, sample);
          }
          return book;
        }, new Map<InstrumentSymbol, T>()),
      ),
    ).pipe(shareReplay({ bufferSize: 1, refCount: true }));
