// Holds the windows of a market and says what they occupy.
import { answerParent } from '../lib/childProcess.js';
import { warmMarket } from './market.js';

let held;

const liveBytes = () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

answerParent({
  measure: ({ shape }) => {
    warmMarket({ ...shape, symbolCount: 1 });
    const before = liveBytes();
    held = warmMarket(shape);
    const after = liveBytes();
    let buffersBytes = 0;
    for (const { window } of held.input.book.values()) buffersBytes += window.byteLength;
    return { buffersBytes, liveBytes: after - before };
  },
});
