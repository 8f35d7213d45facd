import { merge } from 'rxjs';
import { scannerOf } from './scanner.js';

/** As `closedOnly`, with everything else that the daemon listens to: every feed event counted, health, progress, book. */
export async function connect(options) {
  const { scanner, warm } = scannerOf(options);
  const frames = { count: 0 };
  scanner.klineFeed$.subscribe(() => {
    frames.count += 1;
  });
  merge(scanner.health$, scanner.windows$, scanner.warmUp$).subscribe();
  await warm;
}
