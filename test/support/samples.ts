import { seededRandom } from '../../src/core/evaluation/seededRandom.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import type { Sample } from '../../src/domain/sample.js';

export const sampleStartMs = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

export interface SamplesOptions {
  readonly count: number;
  readonly seed?: number;
  readonly featureCount?: number;
  /** What decides of an outcome: its probability is the sigmoid of this. Default: nothing does. */
  readonly logit?: (features: readonly number[]) => number;
  /** Between two openings. */
  readonly everyMinutes?: number;
  readonly longestMinutes?: number;
}

/** Samples of an invented past. The features are uniform in [-1, 1]. */
export function plantedSamples(options: SamplesOptions): readonly Sample[] {
  const { count, seed = 1, featureCount = 31, logit = () => -0.4, everyMinutes = 10, longestMinutes = 240 } = options;
  const random = seededRandom(seed * 7_919);
  return Array.from({ length: count }, (_, index) => {
    const features = Array.from({ length: featureCount }, () => Math.fround(2 * random() - 1));
    const openedAtMs = sampleStartMs + Math.floor((index + random()) * everyMinutes * minuteMs);
    const outcome = random() < 1 / (1 + Math.exp(-logit(features))) ? 1 : 0;
    return {
      symbol: instrumentSymbol('COINUSDT'),
      direction: random() < 0.5 ? 'long' : 'short',
      openedAtMs,
      closedAtMs: openedAtMs + Math.floor(random() * longestMinutes * minuteMs),
      features,
      featureHash: '0123456789abcdef',
      outcome,
      returnRatio: outcome === 1 ? 0.01 : -0.008,
    };
  });
}

/** One JSON object per line, as they are kept. */
export const sampleLines = (samples: readonly Sample[]): string =>
  samples.map((sample) => `${JSON.stringify(sample)}\n`).join('');
