import type { IgnoredFrame } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import type { FrameReader } from './frameSocket.js';
import { isFormingKline } from './isFormingKline.js';
import { streamOf } from './topics.js';

export interface HoldFormingOptions {
  /** How often what is held is handed on. */
  readonly periodMs: number;
  /** True for a frame that must be handed on at once. */
  readonly isNews: (frame: Frame) => boolean;
}

/**
 * Conflates forming klines before they are read, which is what they cost most: of each stream the latest frame is held,
 * and handed on once in `periodMs`, in the order in which the streams spoke first. Everything else, finals above all, does
 * not wait, and so overtakes what is held. Frames that gave way to a later one are told as their number.
 * Holds one frame for each stream, for one period.
 */
export function holdForming({ periodMs, isNews }: HoldFormingOptions): FrameReader {
  const held = new Map<string, Buffer>();
  let passedOver = 0;
  const take = (): (Frame | IgnoredFrame)[] => {
    const told: IgnoredFrame[] = passedOver > 0 ? [{ kind: 'ignored', frames: passedOver }] : [];
    const taken = [...told, ...held.values()];
    passedOver = 0;
    held.clear();
    return taken;
  };
  return {
    read: (frame) => {
      if (!isFormingKline(frame) || isNews(frame)) return frame;
      const stream = streamOf(frame);
      if (stream === undefined) return frame;
      if (held.has(stream)) passedOver += 1;
      held.set(stream, frame);
      return undefined;
    },
    release: { periodMs, take },
  };
}
