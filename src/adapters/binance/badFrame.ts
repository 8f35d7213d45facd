import type { BadFrame } from '../../domain/feed.js';

const maxSampleLength = 200;

/** A frame, or a row of an answer, that cannot be used, with its beginning as a sample. */
export const badFrame = (reason: string, text: string): BadFrame => ({
  kind: 'badFrame',
  reason,
  sample: text.slice(0, maxSampleLength),
});
