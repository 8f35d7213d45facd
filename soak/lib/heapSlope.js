const dayMs = 86_400_000;
const megabyte = 2 ** 20;

/**
 * How fast the heap grows, in MB per simulated day: the straight line that fits best through what was in use after
 * collections, without the first `warmUpShare` of the run. NaN for fewer than three samples.
 */
export function heapSlope(samples, speed, warmUpShare = 0.25) {
  const settled = samples.slice(Math.ceil(samples.length * warmUpShare));
  if (settled.length < 3) return Number.NaN;
  const points = settled.map(({ atMs, heapBytes }) => [(atMs * speed) / dayMs, heapBytes / megabyte]);
  const [meanDay, meanMb] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
  const covariance = points.reduce((sum, [day, mb]) => sum + (day - meanDay) * (mb - meanMb), 0);
  const variance = points.reduce((sum, [day]) => sum + (day - meanDay) ** 2, 0);
  return covariance / variance;
}
