import { toLatestKlines } from '../../../dist/streams/latestKlines.js';
import { scannerOf } from './scanner.js';

/** As `closedOnly`, with the forming klines read and kept as well. */
export async function connect(options) {
  const { scanner, warm } = scannerOf({ ...options, formingKlines: true });
  scanner.klineFeed$.pipe(toLatestKlines()).subscribe();
  await warm;
}
