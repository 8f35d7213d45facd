import { describe, expect, it } from 'vitest';
import { NewsDesk, type NewsRules } from '../../../../src/core/notifications/newsDesk.js';
import { closedSignal, openedSignal, updatedSignal } from '../../../support/notifications.js';

const all: NewsRules = { events: ['opened', 'closed'], minScore: null };

describe('NewsDesk', () => {
  it('tells that a signal was opened and that it ended, with the price then and now; updates are no news', () => {
    const desk = new NewsDesk(all);
    expect(desk.read(openedSignal('a', { price: 2 }))).toEqual({
      kind: 'opened',
      id: 'a',
      symbol: 'BTCUSDT',
      direction: 'long',
      score: 73.4,
      price: 2,
      atMs: 1_769_904_124_552,
      openedAtMs: 1_769_904_124_552,
      parts: [
        { factor: 'trend', kind: 'directional', score: 80.2 },
        { factor: 'liquidity', kind: 'modulator', score: 0.917 },
      ],
    });
    expect(desk.read(updatedSignal('a'))).toBeUndefined();
    expect(desk.read(closedSignal('a', { price: 3 }))).toMatchObject({ kind: 'closed', price: 3, openedPrice: 2 });
  });

  it('an end without a beginning is no news, nor a second end', () => {
    const desk = new NewsDesk(all);
    expect(desk.read(closedSignal('never'))).toBeUndefined();
    desk.read(openedSignal('a'));
    desk.read(closedSignal('a'));
    expect(desk.read(closedSignal('a'))).toBeUndefined();
  });

  it.each([
    [70, 69.9, false],
    [70, 70, true],
    [70, -70, true],
    [70, -69.9, false],
    [null, 0.1, true],
  ])('by minScore %s a score of %s is news: %s; so is its end, whatever its score then', (minScore, score, isNews) => {
    const desk = new NewsDesk({ ...all, minScore });
    expect(desk.read(openedSignal('a', { score })) !== undefined).toBe(isNews);
    expect(desk.read(closedSignal('a', { score: 1 })) !== undefined).toBe(isNews);
  });

  it('tells only of the events that are wanted; an end also when the beginning was not told', () => {
    const ends = new NewsDesk({ events: ['closed'], minScore: 70 });
    expect(ends.read(openedSignal('a'))).toBeUndefined();
    expect(ends.read(closedSignal('a'))).toMatchObject({ kind: 'closed' });
    const beginnings = new NewsDesk({ events: ['opened'], minScore: null });
    expect(beginnings.read(openedSignal('a'))).toMatchObject({ kind: 'opened' });
    expect(beginnings.read(closedSignal('a'))).toBeUndefined();
  });

  it('a price that is not known is null, also in JSON', () => {
    const desk = new NewsDesk(all);
    expect(desk.read(openedSignal('a', { price: Number.NaN }))).toMatchObject({ price: null });
    expect(desk.read(closedSignal('a'))).toMatchObject({ openedPrice: null, price: 0.87916 });
  });
});
