// Loaded into the daemon's process before it starts: tells the parent how much of the heap is in use after a collection.
const periodMs = 2_000;

let lastMs = performance.now();
const timer = setInterval(() => {
  const lateMs = Math.max(0, performance.now() - lastMs - periodMs);
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ atMs: Date.now(), heapBytes: heapUsed + external, rssBytes: rss, lateMs });
  lastMs = performance.now();
}, periodMs);
timer.unref();
process.channel?.unref();
