import { expect, it } from 'vitest';
import { notificationText } from '../../../src/domain/notificationText.js';
import { everyKind, openedNews } from '../../support/notifications.js';

it('says everything in words, with UTC times and the market where it is not real', () => {
  expect(everyKind().map((notification) => notificationText(notification))).toEqual([
    {
      title: '▼ short 币安人生USDT -73 at 0.87916',
      lines: ['trend +80, liquidity ×0.92', '00:02:04 UTC, signal 01234567'],
    },
    {
      title: '■ closed 币安人生USDT (short) at an unknown price',
      lines: ['its symbol left the universe; now -73', '00:02:04 UTC, signal 01234567'],
    },
    {
      title: '■ closed 币安人生USDT (short) at 1.5, +20.00 % since it opened',
      lines: ['its score turned; now -73', '00:02:04 UTC, signal 01234567'],
    },
    {
      title: '[simulated] 1 opened, 1 closed',
      lines: [
        '2 earlier messages were lost',
        '00:02:04 ▼ short 币安人生USDT -73 at 0.87916, 01234567',
        '00:02:04 ■ closed 币安人生USDT -73 at an unknown price (short: its symbol left the universe), 01234567',
      ],
    },
    { title: 'Candlewick test', lines: ['Messages arrive here. 00:02:04 UTC'] },
  ]);
});

it('one lost message is one message, and a signal without parts has no line for them', () => {
  const signal = { ...openedNews('a'), parts: [] };
  const digest = notificationText({ kind: 'digest', id: 'd', market: 'live', signals: [signal], lostCount: 1 });
  expect(digest.lines[0]).toBe('1 earlier message was lost');
  const whole = notificationText({ kind: 'digest', id: 'd', market: 'live', signals: [signal], lostCount: 0 });
  expect(whole.lines).toEqual(digest.lines.slice(1));
  expect(notificationText({ kind: 'opened', id: 'a', market: 'live', signal }).lines).toEqual([
    '00:02:04 UTC, signal a',
  ]);
});

it('a fall, a rise and no move have their signs', () => {
  const [, , closed] = everyKind();
  if (closed?.kind !== 'closed') throw new Error('another order');
  const titleAt = (price: number, score: number): string =>
    notificationText({ ...closed, signal: { ...closed.signal, price, score } }).title;
  expect(titleAt(1, 5)).toMatch(/at 1, -20\.00 % since it opened$/);
  expect(titleAt(1.25, 5)).toMatch(/at 1\.25, \+0\.00 % since it opened$/);
});
