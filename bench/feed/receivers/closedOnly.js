import { scannerOf } from './scanner.js';

/** Candlewick from socket to window: the adapter, the feed and the windows, and nobody else listening. */
export async function connect(options) {
  const { warm } = scannerOf(options);
  await warm;
}
