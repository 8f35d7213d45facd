import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skim } from '../../../src/adapters/binance/skim.js';
import type { IgnoredFrame } from '../../../src/domain/feed.js';
import { isFrame, type Frame } from '../../../src/ports/marketData.js';

const forming = Buffer.from('forming');
const final = Buffer.from('final');
const carriesNothing = (frame: Buffer): boolean => frame === forming;
const neverNews = (): boolean => false;

const framesIn = (event: Frame | IgnoredFrame | undefined): number =>
  event === undefined || isFrame(event) ? 0 : (event.frames ?? 1);

describe('skim', () => {
  it('tells the first frame that carries nothing at once, then one in 100 ms for all of them', () => {
    let nowMs = 0;
    const read = skim({ carriesNothing, isNews: neverNews, now: () => nowMs });
    const told = Array.from({ length: 9 }, () => {
      const event = read(forming);
      nowMs += 30;
      return event;
    });
    const one = { kind: 'ignored', frames: 1 };
    const four = { kind: 'ignored', frames: 4 };
    const none = undefined;
    expect(told).toEqual([one, none, none, none, four, none, none, none, four]);
  });

  it('goes on telling when the clock is set back', () => {
    let nowMs = 1_000_000;
    const read = skim({ carriesNothing, isNews: neverNews, now: () => nowMs });
    read(forming);
    nowMs -= 3_600_000;
    expect(read(forming)).toEqual({ kind: 'ignored', frames: 1 });
  });

  it('hands on whatever carries something, or is news, and counts every other frame once', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(250))), (frames) => {
        let nowMs = 0;
        let isNews = false;
        const read = skim({ carriesNothing, isNews: () => isNews, now: () => nowMs });
        let counted = 0;
        let passedOver = 0;
        for (const [isFinal, news, laterMs] of frames) {
          nowMs += laterMs;
          isNews = news;
          const frame = isFinal ? final : forming;
          const result = read(frame);
          if (isFinal || news) expect(result).toBe(frame);
          else passedOver += 1;
          counted += framesIn(result);
        }
        nowMs += 100;
        isNews = false;
        const last = read(forming);
        counted += framesIn(last);
        expect(counted).toBe(passedOver + 1);
      }),
    ));
});
