import { toLatestKlines } from '../../../dist/streams/latestKlines.js';
import { scannerOf } from './scanner.js';

/** As `closedOnly`, with the forming klines as well: the latest of each series, read every 250 ms. */
export async function connect(options) {
  const { scanner, warm } = scannerOf({ ...options, formingKlinesPeriodMs: 250 });
  scanner.klineFeed$.pipe(toLatestKlines()).subscribe();
  await warm;
}
