import type { IgnoredFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import type { FrameReader } from './frameSocket.js';

export interface SkimOptions {
  /** True only for a frame that surely carries nothing to keep. */
  readonly carriesNothing: (frame: Buffer) => boolean;
  /** True for a frame that must be handed on even so. */
  readonly isNews: (frame: Frame) => boolean;
  /** Wall clock. */
  readonly now: () => number;
}

/** Far below any limit of silence. */
const tellEveryMs = 100;

/**
 * Passes over frames that carry nothing, 99 % of a kline feed, before they cost anything: the first in 100 ms is told
 * with the number of frames it stands for, itself included; for the others there is `undefined`. Everything else comes
 * back as it is. What is passed over before a silence is told with the frame that ends it.
 * Holds two numbers.
 */
export function skim({ carriesNothing, isNews, now }: SkimOptions): FrameReader['read'] {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let frames = 0;
  return (frame) => {
    if (!carriesNothing(frame) || isNews(frame)) return frame;
    frames += 1;
    const nowMs = now();
    const sinceMs = nowMs - toldAtMs;
    // A clock that was set back must not look like silence.
    if (sinceMs >= 0 && sinceMs < tellEveryMs) return undefined;
    const told: IgnoredFrame = { kind: 'ignored', frames };
    toldAtMs = nowMs;
    frames = 0;
    return told;
  };
}
